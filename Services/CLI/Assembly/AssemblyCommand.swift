import ArgumentParser

/// Meetings of the owners: `tongti assembly convene` and what follows.
struct AssemblyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assembly",
        abstract: "Convene, open, extend, close and look at assemblies, and follow their results.",
        subcommands: [
            AssemblyConvene.self, AssemblyOpen.self, AssemblyClose.self, AssemblyShow.self, AssemblyList.self,
            AssemblyCertificate.self, AssemblyBundle.self, AssemblyExtend.self, AssemblyEffect.self,
            AssemblySetAside.self, AssemblyWithdraw.self, AssemblySeats.self, AssemblyBuildings.self,
        ])
}
