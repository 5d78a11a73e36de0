import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What a service keeps of another's facts is told with how far that one's events were applied.
@Suite struct AuditCopyTests {
    private static var community: CommunityID { get throws { try CommunityID(parsing: "audited") } }
    private static let copy = AuditCopy("things", "Things are kept.", of: .funds) { _ in
        "SELECT 'one', 'a' UNION ALL SELECT 'two', '' ORDER BY 1 LIMIT \(AuditCopy.most)"
    }

    @Test(.database) func `what is kept is told with the last event that was applied, and those that were not`()
        async throws
    {
        try await WriteTests.withLog { _, pool in
            let community = try Self.community
            let none = try await Self.copy.facts(of: community, in: pool)
            #expect(none.position == 0 && none.unapplied == [])

            let shard = Shard(of: community)
            try await pool.withTransaction { transaction in
                try await transaction.execute(
                    """
                    INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                    SELECT source, \(shard) + beside, first_pos, last_pos, 1, decode(repeat('ab', 32), 'hex'), 0
                    FROM (
                        VALUES ('funds', 0, 1, 4), ('funds', 0, 5, 10), ('ballots', 0, 1, 20), ('funds', 1, 1, 30)
                    ) AS run (source, beside, first_pos, last_pos)
                    """)
                try await transaction.execute(
                    """
                    INSERT INTO inbox_parked (
                        source, shard, pos, id, community, subject, type, payload, recorded_at, reason
                    )
                    SELECT source, \(shard), pos, gen_random_uuid(), community, 'thing', 'tongti.funds.Thing.v1', ''::bytea,
                        now(), 'it did not fit'
                    FROM (
                        VALUES ('funds', 2, 'audited'), ('funds', 3, 'audited'), ('funds', 7, 'audited'),
                            ('funds', 8, 'beside'), ('ballots', 9, 'audited')
                    ) AS parked (source, pos, community)
                    """)
                try await transaction.execute(
                    """
                    INSERT INTO inbox_resolution (source, shard, pos, resolution, reason, resolved_by)
                    VALUES ('funds', \(shard), 3, 'applied', 'it fits now', 'somebody'),
                        ('funds', \(shard), 7, 'discarded', 'it never will', 'somebody')
                    """)
            }
            let kept = try await Self.copy.facts(of: community, in: pool)
            #expect(kept.position == 10 && kept.unapplied == [2, 7] && !kept.more)
            #expect(kept.facts == [KeptFacts.Fact(place: "one", says: "a"), KeptFacts.Fact(place: "two", says: "")])
        }
    }

    @Test(.database) func `where there is more than is told of at once, that is said`() async throws {
        try await WriteTests.withLog { _, pool in
            let many = AuditCopy("many", "Many are kept.", of: .funds) { _ in
                "SELECT number::text, '' FROM generate_series(1, 10001) AS number LIMIT \(AuditCopy.most)"
            }
            let told = AuditSource("many", "Many are told") { _, position in
                """
                SELECT number::bigint, number::text, '', true FROM generate_series(1, \(position)) AS number
                LIMIT \(AuditCopy.most)
                """
            }
            #expect(try await many.facts(of: try Self.community, in: pool).more)
            #expect(try await told.facts(of: try Self.community, through: 10_000, in: pool).more)
            let fewer = try await told.facts(of: try Self.community, through: 9_999, in: pool)
            #expect(!fewer.more && fewer.facts.count == 9_999)
        }
    }
}
