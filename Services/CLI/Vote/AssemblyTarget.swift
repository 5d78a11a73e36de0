import ArgumentParser
import Model

/// The assembly that a command is about.
struct AssemblyTarget: ParsableArguments {
    @OptionGroup var options: GlobalOptions

    @Argument(help: "The assembly's code.")
    var assembly: AssemblyID

    /// What the assembly has under this path.
    func get(_ path: ResourcePath) async throws -> Answer {
        try await options.client().get(.ballots, try self.path(path))
    }

    /// A path below the assembly.
    func path(_ tail: ResourcePath) throws -> ResourcePath {
        ResourcePath("/v1/communities/\(try options.requireCommunity())/assemblies/\(assembly)").appending(tail)
    }
}
