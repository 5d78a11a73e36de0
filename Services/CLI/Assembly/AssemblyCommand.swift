import ArgumentParser

/// Meetings of the owners: `tongti assembly convene` and what follows.
struct AssemblyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assembly",
        abstract: "Convene, open, close and look at assemblies.",
        subcommands: [
            AssemblyConvene.self, AssemblyOpen.self, AssemblyClose.self, AssemblyShow.self, AssemblyList.self,
            AssemblyCertificate.self, AssemblyBundle.self,
        ])
}
