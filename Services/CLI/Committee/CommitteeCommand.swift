import ArgumentParser
import Model

/// Owners' committees, property management committees, preparatory groups and joint bodies.
struct CommitteeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "committee", abstract: "Owners' committees and other bodies of a community.",
        subcommands: [
            CommitteeConstitute.self, CommitteeList.self, CommitteeShow.self, CommitteeResign.self, CommitteeFill.self,
            CommitteeAssign.self, CommitteeEnd.self, CommitteeHandOver.self,
            CommitteeSuspend.self, CommitteeReinstate.self, CommitteeApply.self, CommitteeApplications.self,
            CommitteeEndApplication.self,
        ])
}

/// The body that a command changes, and how.
struct BodyTarget: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The body's code.")
    var body: BodyID

    /// Sends a change of the body and shows how it stands then.
    func change(_ change: ResourcePath, _ content: some Encodable) async throws {
        let community = try options.requireCommunity()
        let path = ResourcePath("/v1/communities/\(community)/bodies/\(body)/").appending(change)
        let answer = try await options.client().post(.registry, path.flag("dryRun", rehearsal.isOn), content)
        try options.output.render(answer, BodyTable.text)
    }
}

extension BodyKind: ExpressibleByArgument {}
extension BodyOffice: ExpressibleByArgument {}
extension BodyEndCause: ExpressibleByArgument {}
extension LeavingCause: ExpressibleByArgument {}
extension Portfolio: ExpressibleByArgument {}
extension Identifier: ExpressibleByArgument {}
