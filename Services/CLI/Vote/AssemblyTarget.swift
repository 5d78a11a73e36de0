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

    /// Gets a file that the assembly has under this path, part by part.
    func get(_ path: ResourcePath, taking take: @escaping @Sendable ([UInt8]) -> Void) async throws {
        try await options.client().get(.ballots, try self.path(path), taking: take)
    }

    /// Sends a command about the assembly, or in a dry run shows it; nil after a dry run.
    func post(_ path: ResourcePath, _ body: some Encodable, _ dryRun: DryRun) async throws -> Answer? {
        try await options.post(.ballots, try self.path(path), body, dryRun)
    }

    /// The same without content.
    func post(_ path: ResourcePath, _ dryRun: DryRun) async throws -> Answer? {
        try await options.post(.ballots, try self.path(path), dryRun)
    }

    /// Sends a change of the assembly, or in a dry run shows it, and shows how it stands then.
    func change(_ path: ResourcePath, _ body: some Encodable, _ dryRun: DryRun) async throws {
        guard let answer = try await post(path, body, dryRun) else { return }
        try options.output.render(answer, AssemblyTable.init)
    }

    /// The same without content.
    func change(_ path: ResourcePath, _ dryRun: DryRun) async throws {
        guard let answer = try await post(path, dryRun) else { return }
        try options.output.render(answer, AssemblyTable.init)
    }

    /// Hands in a file of rows, or only has it checked.
    func hand(in file: String, _ path: ResourcePath, _ rehearsal: Rehearsal) async throws -> Answer {
        try await options.client().post(
            .ballots, try self.path(path).flag("dryRun", rehearsal.isOn), try InputFile.read(file),
            mediaType: "text/csv")
    }

    /// All entries of a list that the assembly has, page after page.
    func everyPage(_ path: ResourcePath, of name: String) async throws -> PagedList {
        try await options.client().everyPage(.ballots, try self.path(path), of: name)
    }

    /// A path below the assembly.
    func path(_ tail: ResourcePath) throws -> ResourcePath {
        ResourcePath("/v1/communities/\(try options.requireCommunity())/assemblies/\(assembly)").appending(tail)
    }
}
