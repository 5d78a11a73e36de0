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
            SELECT role_grant.community, role_grant.role
            FROM role_grant
            LEFT JOIN granted_seat AS held ON held.role_grant = role_grant.id
            WHERE role_grant.account = \(account) AND role_grant.confirmed_at IS NOT NULL
                AND role_grant.revoked_at IS NULL AND role_grant.from_day <= \(day)
                AND (role_grant.until_day IS NULL OR role_grant.until_day >= \(day))
                AND (role_grant.body IS NULL OR held.seat IS NOT NULL AND NOT held.has_sold)
                AND NOT coalesce(
                    held.suspended_from <= \(day) AND coalesce(held.suspended_until, 'infinity') >= \(day), false)
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
            SELECT role_grant.id, role_grant.account, role_grant.community, role_grant.role, role_grant.from_day,
                role_grant.until_day, role_grant.proposed_by, role_grant.proposed_at, role_grant.confirmed_by,
                role_grant.confirmed_at, role_grant.revoked_by, role_grant.revoked_at, role_grant.body, role_grant.seat,
                role_grant.turn, held.seat IS NOT NULL, held.suspended_from, held.suspended_until, held.has_sold
            FROM role_grant
            LEFT JOIN granted_seat AS held ON held.role_grant = role_grant.id
            WHERE role_grant.account = \(account)
            ORDER BY role_grant.proposed_at, role_grant.id
            """
        ).decode(Row.self).map(Self.grant)
    }

    /// A page of the grants of a community, or of the district-wide role, in the order of their ids.
    func page<Reader: Reading & ~Copyable>(
        of community: CommunityID?, after cursor: GrantID?, limit: Int, in reader: borrowing Reader
    ) async throws -> [RoleGrant] {
        try await reader.query(
            """
            SELECT role_grant.id, role_grant.account, role_grant.community, role_grant.role, role_grant.from_day,
                role_grant.until_day, role_grant.proposed_by, role_grant.proposed_at, role_grant.confirmed_by,
                role_grant.confirmed_at, role_grant.revoked_by, role_grant.revoked_at, role_grant.body, role_grant.seat,
                role_grant.turn, held.seat IS NOT NULL, held.suspended_from, held.suspended_until, held.has_sold
            FROM role_grant
            LEFT JOIN granted_seat AS held ON held.role_grant = role_grant.id
            WHERE role_grant.community IS NOT DISTINCT FROM \(community)
                AND (\(cursor)::uuid IS NULL OR role_grant.id > \(cursor))
            ORDER BY role_grant.id
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
            SELECT role_grant.id, role_grant.account, role_grant.community, role_grant.role, role_grant.from_day,
                role_grant.until_day, role_grant.proposed_by, role_grant.proposed_at, role_grant.confirmed_by,
                role_grant.confirmed_at, role_grant.revoked_by, role_grant.revoked_at, role_grant.body, role_grant.seat,
                role_grant.turn, held.seat IS NOT NULL, held.suspended_from, held.suspended_until, held.has_sold
            FROM role_grant
            LEFT JOIN granted_seat AS held ON held.role_grant = role_grant.id
            WHERE role_grant.id = \(id) AND role_grant.community IS NOT DISTINCT FROM \(community)
            FOR UPDATE OF role_grant
            """
        ).decode(Row.self)
        guard let row = rows.first else { throw PeopleError.grantUnknown }
        return Self.grant(row)
    }

    /// Lets nobody else change the grants of an account until the transaction ends.
    func hold(of account: AccountID, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            "SELECT FROM role_grant WHERE account = \(account) ORDER BY id FOR UPDATE")
    }

    /// Proposes a role; with `place` one that ends with that seat.
    func propose<Writer: Reading & ~Copyable>(
        _ wish: RoleWish, for account: AccountID, by signatory: Signatory, with place: RoleGrant.Place? = nil,
        in writer: borrowing Writer
    ) async throws -> RoleGrant {
        let id = GrantID(UUID.version7(at: WallClock.now()))
        let at = try await writer.query(
            """
            INSERT INTO role_grant (id, account, community, role, from_day, until_day, proposed_by, body, seat, turn)
            VALUES (\(id), \(account), \(wish.community), \(wish.role), \(wish.from), \(wish.until), \(signatory.name),
                \(place?.body), \(place?.seat), \(place?.turn))
            RETURNING proposed_at
            """
        ).decode((Timestamp).self)
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

    /// The seats of a body with which a role goes already.
    func seats<Reader: Reading & ~Copyable>(
        of body: BodyID, community: CommunityID, in reader: borrowing Reader
    ) async throws -> Set<RoleGrant.Place> {
        let rows = try await reader.query(
            "SELECT seat, turn FROM role_grant WHERE community = \(community) AND body = \(body)"
        ).decode((Int64, Int64).self)
        return Set(rows.map { RoleGrant.Place(body: body, seat: $0.0, turn: $0.1) })
    }

    private typealias Row = (
        GrantID, AccountID, CommunityID?, Role, Day, Day?, String, Timestamp, String?, Timestamp?, String?, Timestamp?,
        BodyID?, Int64?, Int64?, Bool, Day?, Day?, Bool?
    )

    private static func grant(_ row: Row) -> RoleGrant {
        var seat: RoleGrant.Seat?
        if let body = row.12, let number = row.13, let turn = row.14 {
            seat = RoleGrant.Seat(
                place: RoleGrant.Place(body: body, seat: number, turn: turn), isHeld: row.15, hasSold: row.18 ?? false,
                suspendedFrom: row.16, suspendedUntil: row.17)
        }
        return RoleGrant(
            id: row.0, account: row.1, community: row.2, role: row.3, from: row.4, until: row.5, proposedBy: row.6,
            proposedAt: row.7, confirmedBy: row.8, confirmedAt: row.9, revokedBy: row.10, revokedAt: row.11, seat: seat)
    }
}
