import EventLog
import Model
import Postgres

/// What others keep of this service's facts.
extension RegistryAudit {
    static let sources: [AuditSource] = [
        AuditSource(
            "rolls-and-rules",
            "What was told of rolls as a whole, of parking spaces, and of the rules that were adopted"
        ) { community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type IN (\(RollRecorded.type), \(RulesAdopted.type), \(CommunityRegistered.type))
            )
            SELECT pos,
                CASE type
                    WHEN \(RollRecorded.type) THEN 'roll'
                    WHEN \(RulesAdopted.type) THEN 'rules'
                    ELSE 'parking spaces'
                END,
                CASE type
                    WHEN \(RollRecorded.type) THEN (fact->>'units') || ' units, '
                        || ((fact->>'countedArea')::numeric * 100)::bigint || ' counted, ' || (fact->>'heads')
                        || ' heads, ' || (fact->>'hash') || ' at ' || pos
                    WHEN \(RulesAdopted.type) THEN fact->>'hash'
                    ELSE CASE WHEN (fact->>'parkingCounts')::boolean THEN 'they count' ELSE 'they do not count' END
                END, true
            FROM told
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        AuditSource("lifts", "Under which registration code lifts were recorded") { community, position in
            """
            SELECT pos, fact->>'lift', fact->>'registrationCode', true
            FROM outbox
            CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact OFFSET 0) AS told
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                AND type = \(LiftRecorded.type)
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
    ]
}
