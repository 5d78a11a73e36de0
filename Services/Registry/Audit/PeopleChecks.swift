import EventLog
import Postgres

/// Owners and those who may do something, by their ids alone.
extension RegistryAudit {
    static let ownersHavePersonalData = AuditCheck(
        "owners-have-personal-data",
        "Everybody who owns something on a roll has an id of the books, and personal data.",
        examined: { community in "SELECT count(*) FROM unit_owner WHERE community = \(community)" },
        faults: { community in
            """
            SELECT unit,
                CASE WHEN owner.id IS NULL THEN 'no books know its owner ' || unit_owner.owner
                    ELSE 'who its owner ' || unit_owner.owner || ' is was forgotten'
                END
            FROM unit_owner
            LEFT JOIN owner ON owner.id = unit_owner.owner
            LEFT JOIN person ON person.owner = unit_owner.owner
            LEFT JOIN person_in_clear AS earlier ON earlier.owner = unit_owner.owner
            WHERE unit_owner.community = \(community)
                AND (owner.id IS NULL OR person.owner IS NULL AND earlier.owner IS NULL)
            ORDER BY unit, unit_owner.owner LIMIT \(AuditCheck.shown)
            """
        })

    static let nobodyElseIsKept = AuditCheck(
        ofAll: "nobody-else-is-kept",
        "Personal data of owners are kept only of those who own something on a roll.",
        examined: { "SELECT count(*) FROM person" },
        faults: {
            """
            SELECT person.owner::text, 'no roll has this owner any more, and their personal data are there'
            FROM person
            LEFT JOIN unit ON unit.voter = person.owner
            LEFT JOIN co_owner ON co_owner.owner = person.owner
            WHERE unit.code IS NULL AND co_owner.unit IS NULL
            ORDER BY person.owner LIMIT \(AuditCheck.shown)
            """
        })

    static let unitedOwnersAreGone = AuditCheck(
        ofAll: "united-owners-are-gone",
        "Nobody goes on, after a merger of two owners into one, by an id that has itself given way to another.",
        examined: { "SELECT count(*) FROM united_owner" },
        faults: {
            """
            SELECT united.owner::text, 'the owner ' || united.kept || ' goes on by another id themselves'
            FROM united_owner AS united
            JOIN united_owner AS next ON next.owner = united.kept
            ORDER BY united.owner LIMIT \(AuditCheck.shown)
            """
        })

    static let rolesNeedTwo = AuditCheck(
        ofAll: "roles-need-two",
        "Every role that was confirmed was by somebody else than who proposed it and who has it, "
            + "but for operators whom the internal key enrolled.",
        examined: { "SELECT count(*) FROM role_grant WHERE confirmed_at IS NOT NULL OR confirmed_by IS NOT NULL" },
        faults: {
            """
            SELECT coalesce(role_grant.community || '/', '') || role || '/' || id, finding.says
            FROM role_grant
            CROSS JOIN LATERAL (
                VALUES
                    (
                        (confirmed_by IS NULL) <> (confirmed_at IS NULL),
                        'it was confirmed by nobody, or at no time'
                    ),
                    (
                        (revoked_by IS NULL) <> (revoked_at IS NULL),
                        'it was taken back by nobody, or at no time'
                    ),
                    (
                        confirmed_by = proposed_by AND NOT (role = 'operator' AND confirmed_by = 'internal-key'),
                        'one and the same proposed and confirmed it'
                    ),
                    (confirmed_by = account::text, 'whoever has it confirmed it')
            ) AS finding (is_wrong, says)
            WHERE finding.is_wrong
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })
}
