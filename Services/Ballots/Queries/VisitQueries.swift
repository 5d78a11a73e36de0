import Model
import Postgres

/// What was heard at doors and meetings.
struct VisitQueries: Sendable {
    let pool: PostgresPool
    let visits: VisitStore

    /// The visited units after `cursor`, the `next` of the page before.
    func units(
        of community: CommunityID, about topic: TopicCode, in building: BuildingCode?, _ opinion: Visit.Opinion?,
        after cursor: String, limit: Int
    ) async throws -> (units: [VisitStore.Unit], next: String?) {
        let found = try await pool.withTransaction(readOnly: true) { transaction in
            try await visits.units(
                of: community, about: topic, in: building, opinion, after: cursor, limit: limit + 1, in: transaction)
        }
        return (Array(found.prefix(limit)), found.count > limit ? found[limit - 1].unit.description : nil)
    }

    func progress(of community: CommunityID, about topic: TopicCode) async throws -> [VisitStore.Progress] {
        try await pool.withTransaction(readOnly: true) { transaction in
            try await visits.progress(of: community, about: topic, in: transaction)
        }
    }

    /// The consultations after `cursor`, the `next` of the page before.
    func consultations(
        of community: CommunityID, about topic: TopicCode?, before cursor: Int64, limit: Int
    ) async throws -> (consultations: [Consultation], next: String?) {
        let found = try await pool.withTransaction(readOnly: true) { transaction in
            try await visits.consultations(
                of: community, about: topic, before: cursor, limit: limit + 1, in: transaction)
        }
        return (
            found.prefix(limit).map(\.consultation), found.count > limit ? String(found[limit - 1].number) : nil
        )
    }
}
