import EventLog
import Model
import Postgres

/// Records a change of a body: members who leave, alternates who move up, offices, its end and its hand-over.
struct ChangeBody: Sendable {
    let log: EventLog
    let desk: BodyDesk

    /// - Throws: `BodyRefusal`, `RegistryError.communityUnknown`, `.rulesMissing`, `.rollMissing`
    func handle(
        _ change: BodyChange, of code: BodyID, community: CommunityID, by subject: String, claim: IdempotencyClaim?
    ) async throws -> BodyReport {
        try await log.write(to: community, claim: claim) { write in
            let plan = try await plan(change, of: code, community: community, in: write)
            try await desk.bodies.update(plan.body, in: write)
            for event in plan.events { try write.append(event) }
            try await desk.roles.propose(for: plan.body, by: subject, in: write)
            return plan.report
        }
    }

    /// What the body would be like after the change.
    func dryRun(_ change: BodyChange, of code: BodyID, community: CommunityID) async throws -> BodyReport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await plan(change, of: code, community: community, in: transaction).report
        }
    }

    private struct Plan {
        let body: Body
        let events: [any DistrictEvent]
        let report: BodyReport
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ change: BodyChange, of code: BodyID, community: CommunityID, in reader: borrowing Reader
    ) async throws -> Plan {
        _ = try await desk.communities.community(community, in: reader)
        let bodies = try await desk.bodies.bodies(of: community, in: reader)
        guard var body = bodies.first(where: { $0.code == code }) else { throw BodyRefusal.bodyUnknown(code) }
        let named: [Who] = if case .fill(let filling) = change, let who = filling.who { [who] } else { [] }
        let circumstances = try await desk.circumstances(
            named, members: body.seatings.map(\.member) + body.alternates.map(\.member), of: community, in: reader)
        let lapsed: [any DistrictEvent] = body.lapseSuspensions(on: circumstances.today)
        let event = try body.apply(change, circumstances, others: bodies.filter { $0.code != code })
        return Plan(
            body: body, events: lapsed + [event],
            report: BodyReport(
                body, rules: circumstances.rules, today: circumstances.today, onRoll: circumstances.onRoll))
    }
}
