import EventLog
import Model
import Postgres

/// Communities with their roll's totals, and the codes of their units, which say how many there are in a building.
struct CommunityStore: Sendable {
    func register(_ facts: CommunityRegistered, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO community (community, name, fund_status)
            VALUES (\(write.community), \(facts.name), \(facts.fundStatus))
            ON CONFLICT ON CONSTRAINT community_pkey DO UPDATE
            SET name = excluded.name, fund_status = excluded.fund_status, revision = community.revision + 1
            """)
    }

    /// The community is part of an area from then on.
    func merge(into area: CommunityID, on day: Day, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE community SET merged_into = \(area), merged_on = \(day), revision = revision + 1
            WHERE community = \(write.community)
            """)
    }

    /// What people call a community; nil where it is not known here yet.
    func name(of community: CommunityID, in write: borrowing Write) async throws -> String? {
        try await write.query("SELECT name FROM community WHERE community = \(community)", as: String.self).first
    }

    func store(_ units: [UnitCode], in write: borrowing Write) async throws {
        let units = Array(Set(units))
        try await write.execute(
            """
            INSERT INTO unit (community, unit, building)
            SELECT \(write.community), unit, building
            FROM unnest(\(units), \(units.map(\.building))) AS unit (unit, building)
            ON CONFLICT ON CONSTRAINT unit_pkey DO NOTHING
            """)
    }

    func remove(_ units: [UnitCode], in write: borrowing Write) async throws {
        try await write.execute("DELETE FROM unit WHERE community = \(write.community) AND unit = ANY(\(units))")
    }

    /// - Throws: ``UnknownCommunity``, where the totals would be lost.
    func record(_ roll: RollRecorded, in write: borrowing Write) async throws {
        let known = try await write.execute(
            """
            UPDATE community
            SET units = \(roll.units), area = \(roll.countedArea), heads = \(roll.heads), revision = revision + 1
            WHERE community = \(write.community)
            """)
        guard known > 0 else { throw UnknownCommunity(community: write.community) }
    }

    /// Tells live pages that something they show has changed.
    func touch(in write: borrowing Write) async throws {
        try await write.execute("UPDATE community SET revision = revision + 1 WHERE community = \(write.community)")
    }

    // MARK: - Days

    /// The day that a scenario's operator set last.
    func scenarioDay(in write: borrowing Write) async throws -> Day? {
        try await write.query(
            "SELECT day FROM community WHERE community = \(write.community)", as: Day?.self
        ).first ?? nil
    }

    /// - Throws: ``UnknownCommunity``, where the day would be lost.
    func setScenarioDay(_ day: Day, in write: borrowing Write) async throws {
        let known = try await write.execute(
            "UPDATE community SET day = \(day), revision = revision + 1 WHERE community = \(write.community)")
        guard known > 0 else { throw UnknownCommunity(community: write.community) }
    }

    func lastDigestedDay(in write: borrowing Write) async throws -> Day? {
        try await write.query(
            "SELECT digested_on FROM community WHERE community = \(write.community)", as: Day?.self
        ).first ?? nil
    }

    func setLastDigestedDay(_ day: Day, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE community
            SET digested_on = GREATEST(digested_on, \(day))
            WHERE community = \(write.community)
            """)
    }
}
