import EventLog
import Model
import Postgres

/// Records that a body takes office, if it keeps to the community's rules or has leave not to.
struct ConstituteBody: Sendable {
    let log: EventLog
    let desk: BodyDesk

    /// - Throws: `BodyRefusal`, `RegistryError.communityUnknown`, `.communityMerged`, `.rulesMissing`, `.rollMissing`
    func handle(
        _ proposal: BodyProposal, community: CommunityID, by subject: String, claim: IdempotencyClaim?
    ) async throws -> BodyReport {
        try await log.write(to: community, claim: claim) { write in
            let (decided, others, circumstances, answered) = try await plan(proposal, community: community, in: write)
            var body = decided
            let warning = try desk.warning(of: &body, circumstances.rules, on: circumstances.today)
            try await desk.bodies.insert(body, by: subject, in: write)
            try write.append(body.seated(warnOn: try circumstances.rules.warnOn(body)))
            if let warning { try write.append(warning) }
            if let answered { try await desk.applications.answer(answered, by: body.code, in: write) }
            for var other in others {
                guard let ended = try other.give(way: body, circumstances.rules) else { continue }
                try await desk.bodies.update(other, in: write)
                try write.append(ended)
            }
            try await desk.roles.propose(for: body, by: subject, in: write)
            return BodyReport(
                body, rules: circumstances.rules, today: circumstances.today, onRoll: circumstances.onRoll)
        }
    }

    /// What would be recorded.
    func dryRun(_ proposal: BodyProposal, community: CommunityID) async throws -> BodyReport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let (body, _, circumstances, _) = try await plan(proposal, community: community, in: transaction)
            return BodyReport(
                body, rules: circumstances.rules, today: circumstances.today, onRoll: circumstances.onRoll)
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ proposal: BodyProposal, community: CommunityID, in reader: borrowing Reader
    ) async throws -> (body: Body, others: [Body], BodyCircumstances, answered: BodyApplication?) {
        // One management area has one owners' meeting (R-G-04), and the bodies of its parts are that area's from then on.
        _ = try await desk.communities.open(community, in: reader)
        let people = proposal.members.map(\.who) + proposal.alternates.map(\.who)
        var circumstances = try await desk.circumstances(people, members: [], of: community, in: reader)
        let others = try await desk.bodies.bodies(of: community, in: reader)
        guard proposal.answersApplication else {
            return (try proposal.decide(circumstances, others: others), others, circumstances, nil)
        }
        let application = try await desk.applications.applications(of: community, in: reader)
            .last { $0.isOpen && $0.appliedOn <= proposal.seatedOn }
        // Whether the street was in time is asked of what was applied for.
        if proposal.kind == .propertyManagementCommittee, proposal.origin == .appliedFor {
            circumstances.application = application
        }
        return (try proposal.decide(circumstances, others: others), others, circumstances, application)
    }
}
