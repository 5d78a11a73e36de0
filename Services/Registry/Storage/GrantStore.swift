import EventLog
import FoundationEssentials
import Model
import Postgres
import ServiceRuntime

/// What somebody may do today.
struct RolesInForce: Sendable, Equatable {
    var roles: [CommunityID: Set<Role>] = [:]
    var isOperator = false
}

/// Granted roles; those of owners follow from the roll.
struct GrantStore {
    /// The roles of an account on a day, and that of an owner for as long as the roll names them.
    ///
    /// Without `hasSecondFactor` it is only what an owner may do.
    func rolesInForce<Reader: Reading & ~Copyable>(
        of account: AccountID, owner: OwnerID?, hasSecondFactor: Bool, on day: Day, in reader: borrowing Reader
    ) async throws -> RolesInForce {
        var inForce = RolesInForce()
        if let owner {
            // Whoever owns in an area may look at the books of what it was made of.
            let homes = try await reader.query(
                """
                WITH RECURSIVE home AS (
                    SELECT community FROM unit_owner WHERE owner = \(owner)
                    UNION
                    SELECT community.code FROM community JOIN home ON community.merged_into = home.community
                )
                SELECT community FROM home
                """
            ).decode((CommunityID).self)
            for home in homes { inForce.roles[home, default: []].insert(.owner) }
        }
        guard hasSecondFactor else { return inForce }
        let granted = try await reader.query(
            """
            SELECT community, role
            FROM role_grant
            WHERE account = \(account) AND confirmed_at IS NOT NULL AND revoked_at IS NULL
                AND from_day <= \(day) AND (until_day IS NULL OR until_day >= \(day))
            """
        ).decode((CommunityID?, Role).self)
        for (community, role) in granted {
            if let community {
                inForce.roles[community, default: []].insert(role)
            } else if role == .operator {
                inForce.isOperator = true
            }
        }
        return inForce
    }

    func grants<Reader: Reading & ~Copyable>(
        of account: AccountID, in reader: borrowing Reader
    ) async throws -> [RoleGrant] {
        try await reader.query(
            """
            SELECT id, account, community, role, from_day, until_day, proposed_by, proposed_at, confirmed_by,
                confirmed_at, revoked_by, revoked_at
            FROM role_grant
            WHERE account = \(account)
            ORDER BY proposed_at, id
            """
        ).decode(Row.self).map(Self.grant)
    }

    /// A page of the grants of a community, or of the district-wide role, in the order of their ids.
    func page<Reader: Reading & ~Copyable>(
        of community: CommunityID?, after cursor: GrantID?, limit: Int, in reader: borrowing Reader
    ) async throws -> [RoleGrant] {
        try await reader.query(
            """
            SELECT id, account, community, role, from_day, until_day, proposed_by, proposed_at, confirmed_by,
                confirmed_at, revoked_by, revoked_at
            FROM role_grant
            WHERE community IS NOT DISTINCT FROM \(community) AND (\(cursor)::uuid IS NULL OR id > \(cursor))
            ORDER BY id
            LIMIT \(limit)
            """
        ).decode(Row.self).map(Self.grant)
    }

    /// A grant of this community, or of none, locked until the transaction ends.
    ///
    /// - Throws: `PeopleError.grantUnknown`
    func grant(
        _ id: GrantID, of community: CommunityID?, in transaction: borrowing Transaction
    ) async throws -> RoleGrant {
        let rows = try await transaction.query(
            """
            SELECT id, account, community, role, from_day, until_day, proposed_by, proposed_at, confirmed_by,
                confirmed_at, revoked_by, revoked_at
            FROM role_grant
            WHERE id = \(id) AND community IS NOT DISTINCT FROM \(community)
            FOR UPDATE
            """
        ).decode(Row.self)
        guard let row = rows.first else { throw PeopleError.grantUnknown }
        return Self.grant(row)
    }

    func propose(
        _ wish: RoleWish, for account: AccountID, by signatory: Signatory, in transaction: borrowing Transaction
    ) async throws -> RoleGrant {
        let id = GrantID(UUID.version7(at: WallClock.now()))
        let at = try await transaction.query(
            """
            INSERT INTO role_grant (id, account, community, role, from_day, until_day, proposed_by)
            VALUES (\(id), \(account), \(wish.community), \(wish.role), \(wish.from), \(wish.until), \(signatory.name))
            RETURNING proposed_at
            """, as: Timestamp.self)
        return RoleGrant(
            id: id, account: account, community: wish.community, role: wish.role, from: wish.from, until: wish.until,
            proposedBy: signatory.name, proposedAt: at.first ?? WallClock.now())
    }

    func confirm(_ id: GrantID, by signatory: Signatory, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            """
            UPDATE role_grant SET confirmed_by = \(signatory.name), confirmed_at = clock_timestamp() WHERE id = \(id)
            """)
    }

    func revoke(_ id: GrantID, by signatory: Signatory, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            "UPDATE role_grant SET revoked_by = \(signatory.name), revoked_at = clock_timestamp() WHERE id = \(id)")
    }

    /// Takes every role and proposal of an account back.
    func revokeAll(
        of account: AccountID, by signatory: Signatory, in transaction: borrowing Transaction
    ) async throws {
        try await transaction.execute(
            """
            UPDATE role_grant SET revoked_by = \(signatory.name), revoked_at = clock_timestamp()
            WHERE account = \(account) AND revoked_at IS NULL
            """)
    }

    /// How many people are operators on a day.
    func operators(on day: Day, in transaction: borrowing Transaction) async throws -> Int64 {
        // Two bootstraps at the same time must not both see that one operator is missing.
        try await transaction.execute("LOCK TABLE role_grant IN SHARE ROW EXCLUSIVE MODE")
        return try await transaction.query(
            """
            SELECT count(DISTINCT account)
            FROM role_grant
            WHERE role = 'operator' AND confirmed_at IS NOT NULL AND revoked_at IS NULL
                AND from_day <= \(day) AND (until_day IS NULL OR until_day >= \(day))
            """, as: Int64.self
        ).first ?? 0
    }

    private typealias Row = (
        GrantID, AccountID, CommunityID?, Role, Day, Day?, String, Timestamp, String?, Timestamp?, String?, Timestamp?
    )

    private static func grant(_ row: Row) -> RoleGrant {
        RoleGrant(
            id: row.0, account: row.1, community: row.2, role: row.3, from: row.4, until: row.5, proposedBy: row.6,
            proposedAt: row.7, confirmedBy: row.8, confirmedAt: row.9, revokedBy: row.10, revokedAt: row.11)
    }
}
