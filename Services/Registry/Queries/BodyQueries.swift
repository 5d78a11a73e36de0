import Model
import Postgres

/// What can be asked about bodies.
struct BodyQueries: Sendable {
    let pool: PostgresPool
    let desk: BodyDesk

    struct Page: Sendable {
        let bodies: [BodyReport]
        /// Where the next page begins; nil after the last.
        let next: String?
    }

    /// The bodies of a community in counts and dates.
    ///
    /// - Throws: `RegistryError.communityUnknown`
    func page(of community: CommunityID, after cursor: String, limit: Int) async throws -> Page {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            _ = try await desk.communities.community(community, in: transaction)
            let found = try await desk.bodies.bodies(of: community, after: cursor, limit: limit + 1, in: transaction)
            // Without a body nothing needs to be known of rules and roll.
            guard !found.isEmpty else { return Page(bodies: [], next: nil) }
            let circumstances = try await desk.circumstances([], members: [], of: community, in: transaction)
            let page = found.prefix(limit).map {
                BodyReport($0, rules: circumstances.rules, today: circumstances.today, onRoll: nil)
            }
            return Page(bodies: page, next: found.count > limit ? page.last?.code.description : nil)
        }
    }

    /// Applications in the order of their days.
    ///
    /// - Throws: `RegistryError.communityUnknown`
    func applications(
        of community: CommunityID, after cursor: Day?, limit: Int
    ) async throws -> PeopleQueries.Page<ApplicationReport> {
        let found = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            _ = try await desk.communities.community(community, in: transaction)
            let today = try await desk.electorates.today(in: transaction)
            return try await desk.applications.applications(
                of: community, after: cursor, limit: limit + 1, in: transaction
            ).map { ApplicationReport($0, desk.calendar, today: today) }
        }
        return PeopleQueries.Page(found, limit: limit) { $0.appliedOn.description }
    }

    /// A body with the ids of its people.
    ///
    /// - Throws: `RegistryError.communityUnknown`, `BodyRefusal.bodyUnknown`
    func body(_ code: BodyID, of community: CommunityID) async throws -> BodyReport {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            _ = try await desk.communities.community(community, in: transaction)
            let bodies = try await desk.bodies.bodies(of: community, in: transaction)
            guard let body = bodies.first(where: { $0.code == code }) else { throw BodyRefusal.bodyUnknown(code) }
            let circumstances = try await desk.circumstances(
                [], members: body.seatings.map(\.member) + body.alternates.map(\.member), of: community,
                in: transaction)
            return BodyReport(
                body, rules: circumstances.rules, today: circumstances.today, onRoll: circumstances.onRoll)
        }
    }
}
