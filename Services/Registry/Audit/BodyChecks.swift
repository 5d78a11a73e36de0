import EventLog
import Model
import Postgres

/// Bodies and rules of a community against what was published of them.
extension RegistryAudit {
    static let rulesAreWhatWasTold = AuditCheck(
        "rules-are-what-was-told",
        "The hash of each rule pack is that of its bytes, and the packs are those that were told, in their order.",
        examined: { community in "SELECT count(*) FROM rule_pack WHERE community = \(community)" },
        faults: { community in
            """
            WITH told AS (
                SELECT row_number() OVER (ORDER BY pos) AS adoption,
                    convert_from(payload, 'UTF8')::jsonb->>'hash' AS hash
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.registry.RulesAdopted.v1'
            )
            SELECT \(community) || '/' || coalesce(told.adoption, stored.adoption), finding.says
            FROM told
            FULL JOIN (SELECT * FROM rule_pack WHERE community = \(community)) AS stored
                ON stored.adoption = told.adoption
            CROSS JOIN LATERAL (
                VALUES
                    (stored.hash <> sha256(stored.pack), 'its hash is not that of the pack'),
                    (
                        told.hash IS DISTINCT FROM encode(stored.hash, 'hex'),
                        CASE
                            WHEN stored.hash IS NULL THEN 'it was told, and is not there'
                            WHEN told.hash IS NULL THEN 'it was never told'
                            ELSE 'it is another one than was told'
                        END
                    )
            ) AS finding (is_wrong, says)
            WHERE finding.is_wrong
            ORDER BY coalesce(told.adoption, stored.adoption), finding.says LIMIT \(AuditCheck.shown)
            """
        })

    static let bodiesAreWhatWasTold = AuditCheck(
        "bodies-are-what-was-told",
        "Every body is of the kind, has as many seats, took office, ended and handed over as was told, each once.",
        examined: { community in "SELECT count(*) FROM body WHERE community = \(community)" },
        faults: { community in
            """
            WITH event AS (
                SELECT split_part(type, '.', 3) AS name, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type IN (
                        'tongti.registry.BodySeated.v1', 'tongti.registry.BodyEnded.v1',
                        'tongti.registry.BodyHandedOver.v1'
                    )
            ), told AS (
                SELECT fact->>'body' AS code,
                    count(*) FILTER (WHERE name = 'BodySeated') AS seatings,
                    count(*) FILTER (WHERE name = 'BodyEnded') AS endings,
                    count(*) FILTER (WHERE name = 'BodyHandedOver') AS hand_overs,
                    min(fact->>'kind') FILTER (WHERE name = 'BodySeated') AS kind,
                    min(fact->>'seats') FILTER (WHERE name = 'BodySeated') AS seats,
                    min(fact->>'seatedOn') FILTER (WHERE name = 'BodySeated') AS seated_on,
                    min(fact->>'endedOn') FILTER (WHERE name = 'BodyEnded') AS ended_on,
                    min(fact->>'handedOverOn') FILTER (WHERE name = 'BodyHandedOver') AS handed_over_on
                FROM event
                GROUP BY fact->>'body'
            )
            SELECT coalesce(told.code, stored.code), finding.says
            FROM told
            FULL JOIN (SELECT * FROM body WHERE community = \(community)) AS stored ON stored.code = told.code
            CROSS JOIN LATERAL (
                VALUES
                    (stored.code IS NULL, 'it was told of, and is not there'),
                    (coalesce(seatings, 0) <> 1, 'that it took office was told ' || coalesce(seatings, 0) || ' times'),
                    (endings > 1 OR hand_overs > 1, 'its end or its hand-over was told more than once'),
                    (
                        (told.kind, told.seats, told.seated_on)
                            <> (stored.kind, stored.seats::text, to_char(stored.seated_on, 'YYYY-MM-DD')),
                        'its kind, its seats or the day on which it took office is another than was told'
                    ),
                    (
                        stored.code IS NOT NULL
                            AND told.ended_on IS DISTINCT FROM to_char(stored.ended_on, 'YYYY-MM-DD'),
                        'it ended on another day than was told, or one of both says that it did not'
                    ),
                    (
                        stored.code IS NOT NULL
                            AND told.handed_over_on IS DISTINCT FROM to_char(stored.handed_over_on, 'YYYY-MM-DD'),
                        'it handed over on another day than was told, or one of both says that it did not'
                    )
            ) AS finding (is_wrong, says)
            WHERE finding.is_wrong
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    static let seatsAreOfTheBody = AuditCheck(
        "seats-are-of-the-body",
        "No body has more seats than it should have; those who had a seat are counted without a gap, "
            + "and only the last of them may have it still.",
        examined: { community in "SELECT count(*) FROM body_seat WHERE community = \(community)" },
        faults: { community in
            """
            WITH seat AS (
                SELECT body, seat, count(*) AS turns, min(turn) AS first, max(turn) AS last,
                    min(turn) FILTER (WHERE until IS NULL) AS open
                FROM body_seat
                WHERE community = \(community)
                GROUP BY body, seat
            )
            SELECT body || '/' || seat, finding.says
            FROM seat
            JOIN body ON body.community = \(community) AND body.code = seat.body
            CROSS JOIN LATERAL (
                VALUES
                    (seat NOT BETWEEN 1 AND seats, 'the body has ' || seats || ' seats'),
                    (first <> 1 OR last <> turns, 'of those who had it somebody is missing'),
                    (open < last, 'somebody has it still, and somebody had it after them')
            ) AS finding (is_wrong, says)
            WHERE finding.is_wrong
            ORDER BY body, seat, finding.says LIMIT \(AuditCheck.shown)
            """
        })
}
