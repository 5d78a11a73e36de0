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
        ])
}

extension GlobalOptions {
    /// Sends a change of a body and shows how it stands then.
    func change(
        _ body: BodyID, _ change: ResourcePath, _ content: some Encodable, _ rehearsal: Rehearsal
    ) async throws {
        let community = try requireCommunity()
        let path = ResourcePath("/v1/communities/\(community)/bodies/\(body)/").appending(change)
        let answer = try await client().post(.registry, path.flag("dryRun", rehearsal.isOn), content)
        try output.render(answer, BodyTable.text)
    }
}

extension BodyKind: ExpressibleByArgument {}
extension BodyOffice: ExpressibleByArgument {}
extension BodyEndCause: ExpressibleByArgument {}
extension LeavingCause: ExpressibleByArgument {}
extension Portfolio: ExpressibleByArgument {}
extension Identifier: ExpressibleByArgument {}
