import EventLog
import Model
import Postgres

/// Lifts, and communities that have become parts of others.
extension RegistryAudit {
    static let liftsAreWhatWasTold = AuditCheck(
        "lifts-are-what-was-told",
        "The lifts of a community that is no part of another, with their codes, floors and day of installation, "
            + "are those that were told last.",
        examined: { community in "SELECT count(*) FROM lift WHERE community = \(community)" },
        faults: { community in
            """
            WITH told AS (
                SELECT DISTINCT ON (fact->>'lift') fact->>'lift' AS code, fact
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact) AS event
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.registry.LiftRecorded.v1'
                ORDER BY fact->>'lift', pos DESC
            )
            SELECT coalesce(told.code, stored.code),
                CASE
                    WHEN stored.code IS NULL THEN 'it was told, and is not there'
                    WHEN told.code IS NULL THEN 'it was never told'
                    ELSE 'it is another than was told'
                END
            FROM told
            FULL JOIN (SELECT * FROM lift WHERE community = \(community)) AS stored ON stored.code = told.code
            WHERE (
                    fact->>'registrationCode', fact->>'rescueCode', fact->>'firstFloor', fact->>'lastFloor',
                    fact->>'installedOn'
                ) IS DISTINCT FROM (
                    registration_code, rescue_code, first_floor, last_floor, to_char(installed_on, 'YYYY-MM-DD')
                )
                AND NOT EXISTS (SELECT FROM community WHERE code = \(community) AND merged_into IS NOT NULL)
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })

    static let partsAreClosed = AuditCheck(
        "parts-are-closed",
        "A community that has become part of an area has no units and no lifts; the area has told that it joined, "
            + "and the community that it did where that is on record.",
        examined: { community in
            "SELECT count(*) FROM community WHERE code = \(community) AND merged_into IS NOT NULL"
        },
        faults: { community in
            """
            SELECT community.code, finding.says
            FROM community
            CROSS JOIN LATERAL (
                VALUES
                    (
                        EXISTS (SELECT FROM unit WHERE unit.community = community.code)
                            OR EXISTS (SELECT FROM co_owner WHERE co_owner.community = community.code),
                        'it has units, and is part of ' || merged_into
                    ),
                    (
                        EXISTS (SELECT FROM lift WHERE lift.community = community.code),
                        'it has lifts, and is part of ' || merged_into
                    ),
                    (
                        NOT EXISTS (
                            SELECT FROM outbox
                            WHERE outbox.community = community.merged_into
                                AND type = 'tongti.registry.CommunitiesJoined.v1'
                                AND convert_from(payload, 'UTF8')::jsonb->'from' ? community.code
                        ),
                        merged_into || ' has never told that it joined'
                    ),
                    (
                        merger_told <> EXISTS (
                            SELECT FROM outbox
                            WHERE shard = \(Shard(of: community)) AND outbox.community = community.code
                                AND type = 'tongti.registry.CommunityMerged.v1'
                                AND convert_from(payload, 'UTF8')::jsonb->>'into' = merged_into
                        ),
                        CASE
                            WHEN merger_told THEN 'it never told that it is part of ' || merged_into
                            ELSE 'it told that it is part of ' || merged_into || ', which is not on record'
                        END
                    )
            ) AS finding (is_wrong, says)
            WHERE community.code = \(community) AND merged_into IS NOT NULL AND finding.is_wrong
            ORDER BY community.code, finding.says LIMIT \(AuditCheck.shown)
            """
        })
}
