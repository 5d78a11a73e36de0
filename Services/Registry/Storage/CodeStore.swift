import Model
import Postgres

/// One-time codes, by their hashes.
struct CodeStore {
    /// Whom a code is for.
    enum Bearer: Sendable, Equatable {
        case owner(OwnerID)
        case account(AccountID)
    }

    struct Stored: Sendable {
        let hash: [UInt8]
        let bearer: Bearer
        let issuer: Signatory
        /// Of a letter to somebody who was forgotten since: the mark of who they were.
        let mark: [UInt8]?
        /// Neither used nor cancelled, not too old, and not tried wrongly too often.
        let isOpen: Bool
    }

    /// So many wrong tries end a code, though nobody can guess one.
    private static let mostWrong = 10

    /// Locks the code, so that it is used once.
    func find(_ code: OneTimeCode, in transaction: borrowing Transaction) async throws -> Stored? {
        let rows = try await transaction.query(
            """
            SELECT hash, owner, account, issued_by, mark,
                used_at IS NULL AND cancelled_at IS NULL AND expires_at > clock_timestamp() AND wrong < \(Self.mostWrong)
            FROM activation_code
            WHERE lookup = \(code.lookup)
            FOR UPDATE
            """
        ).decode(([UInt8], OwnerID?, AccountID?, String, [UInt8]?, Bool).self)
        return rows.first.flatMap { hash, owner, account, issuer, mark, isOpen in
            (owner.map(Bearer.owner) ?? account.map(Bearer.account)).map {
                Stored(hash: hash, bearer: $0, issuer: Signatory(subject: issuer), mark: mark, isOpen: isOpen)
            }
        }
    }

    /// Who else could have taken an account by a code of theirs: whoever made one that gave it a secret since the last
    /// that was handed over, that one among them.
    ///
    /// A letter leaves the second factor as it is, which may be that of whoever made an earlier one. A code that its
    /// bearer made tells nothing: whoever made the one before could have made it as well (decision 24).
    func issuers<Reader: Reading & ~Copyable>(
        of account: AccountID, in reader: borrowing Reader
    ) async throws -> Set<Signatory> {
        let bearer = Signatory(account).name
        let names = try await reader.query(
            """
            SELECT DISTINCT issued_by
            FROM activation_code
            WHERE (opened = \(account) OR account = \(account) AND used_at IS NOT NULL)
                AND issued_by <> \(bearer) AND used_at >= coalesce(
                (
                    SELECT max(handed.used_at)
                    FROM activation_code AS handed
                    WHERE handed.opened = \(account) AND handed.account = \(account) AND handed.issued_by <> \(bearer)
                ),
                '-infinity')
            """
        ).decode((String).self)
        return names.reduce(into: []) { $0.insert(Signatory(subject: $1)) }
    }

    /// Whether a code for the account was used that anybody else than this one has made.
    ///
    /// Whoever has only ever used those of one maker, and has no second factor in use, never had one.
    func isUsed<Reader: Reading & ~Copyable>(
        of account: AccountID, madeByOthersThan signatory: Signatory, in reader: borrowing Reader
    ) async throws -> Bool {
        try await reader.query(
            """
            SELECT EXISTS (
                SELECT FROM activation_code
                WHERE account = \(account) AND used_at IS NOT NULL AND issued_by <> \(signatory.name))
            """
        ).decode((Bool).self).first ?? false
    }

    func noteWrong(_ code: OneTimeCode, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            "UPDATE activation_code SET wrong = wrong + 1 WHERE lookup = \(code.lookup)")
    }

    /// Notes that a code was used, and which account it gave a secret, if it did.
    func noteUsed(
        _ code: OneTimeCode, opening account: AccountID?, in transaction: borrowing Transaction
    ) async throws {
        try await transaction.execute(
            """
            UPDATE activation_code SET used_at = clock_timestamp(), opened = \(account) WHERE lookup = \(code.lookup)
            """)
    }

    /// Any number, so long as nobody else in the database uses it.
    private static let lock: Int64 = 0x7467_636F_6465_0001

    /// Lets nobody else make codes until the transaction ends: of two who do it at once for the same person, the second
    /// has to see, and to cancel, what the first has made.
    func hold<Writer: Reading & ~Copyable>(in writer: borrowing Writer) async throws {
        _ = try await writer.query("SELECT pg_advisory_xact_lock(\(Self.lock))")
    }

    /// New codes, none of which is found under the same six characters as one that was stored.
    func newCodes<Reader: Reading & ~Copyable>(
        _ count: Int, in reader: borrowing Reader
    ) async throws -> [OneTimeCode] {
        var codes: [String: OneTimeCode] = [:]
        while codes.count < count {
            for _ in codes.count..<count {
                let code = OneTimeCode()
                codes[code.lookup] = code
            }
            let taken = try await reader.query(
                "SELECT lookup FROM activation_code WHERE lookup = ANY(\(Array(codes.keys)))"
            ).decode((String).self)
            for lookup in taken { codes[lookup] = nil }
        }
        return Array(codes.values)
    }

    /// Stores codes for owners, and cancels those that they had.
    ///
    /// - Returns: when the codes expire.
    func issue<Writer: Reading & ~Copyable>(
        _ codes: [OneTimeCode], to owners: [OwnerID], days: Int, by signatory: Signatory,
        in writer: borrowing Writer
    ) async throws -> Timestamp? {
        _ = try await writer.query(
            """
            UPDATE activation_code SET cancelled_at = clock_timestamp()
            WHERE owner = ANY(\(owners)) AND used_at IS NULL AND cancelled_at IS NULL
            """)
        return try await writer.query(
            """
            INSERT INTO activation_code (lookup, hash, owner, issued_by, expires_at)
            SELECT lookup, hash, owner, \(signatory.name), clock_timestamp() + make_interval(days => \(Int32(days)))
            FROM unnest(\(codes.map(\.lookup)), \(codes.map(\.hash)), \(owners)) AS issued (lookup, hash, owner)
            RETURNING expires_at
            """
        ).decode((Timestamp).self).first
    }

    /// Stores a code for an account, and cancels the one that it had.
    ///
    /// - Returns: when the code expires.
    func issue(
        _ code: OneTimeCode, to account: AccountID, days: Int, by signatory: Signatory,
        in transaction: borrowing Transaction
    ) async throws -> Timestamp? {
        try await transaction.execute(
            """
            UPDATE activation_code SET cancelled_at = clock_timestamp()
            WHERE account = \(account) AND used_at IS NULL AND cancelled_at IS NULL
            """)
        return try await transaction.query(
            """
            INSERT INTO activation_code (lookup, hash, account, issued_by, expires_at)
            VALUES (\(code.lookup), \(code.hash), \(account), \(signatory.name),
                clock_timestamp() + make_interval(days => \(Int32(days))))
            RETURNING expires_at
            """
        ).decode((Timestamp).self).first
    }

    /// Cancels the codes that a person could activate with, their letters' among them.
    func cancelAll(of account: AccountID, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            """
            UPDATE activation_code SET cancelled_at = clock_timestamp()
            WHERE used_at IS NULL AND cancelled_at IS NULL AND (
                account = \(account) OR owner IN (SELECT owner FROM account_owner WHERE account = \(account)))
            """)
    }

    /// An owner who is to get a letter.
    struct Addressee: Sendable {
        let owner: OwnerID
        let ref: OwnerRef
        let units: [UnitCode]
    }

    /// The owners of these units.
    func addressees<Reader: Reading & ~Copyable>(
        _ units: [UnitCode], of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [Addressee] {
        try await Self.addressees(
            reader.query(
                """
                SELECT owner.id, owner.ref, array_agg(unit_owner.unit)
                FROM unit_owner
                JOIN owner ON owner.id = unit_owner.owner
                WHERE unit_owner.community = \(community) AND unit_owner.unit = ANY(\(units))
                GROUP BY owner.id, owner.ref
                """))
    }

    /// The first of these units whose owner has gone with nobody to act for it.
    func unrepresented<Reader: Reading & ~Copyable>(
        _ units: [UnitCode], of community: CommunityID, in reader: borrowing Reader
    ) async throws -> UnitCode? {
        try await reader.query(
            """
            SELECT unit_owner.unit
            FROM unit_owner
            JOIN unrepresented ON unrepresented.owner = unit_owner.owner
            WHERE unit_owner.community = \(community) AND unit_owner.unit = ANY(\(units))
            ORDER BY unit_owner.unit COLLATE "C"
            LIMIT 1
            """
        ).decode((UnitCode).self).first
    }

    /// Owners on the roll who have neither an account nor an open code, at most so many.
    func addressees<Reader: Reading & ~Copyable>(
        of community: CommunityID, limit: Int, in reader: borrowing Reader
    ) async throws -> [Addressee] {
        try await Self.addressees(
            reader.query(
                """
                SELECT owner.id, owner.ref, array_agg(unit_owner.unit)
                FROM owner
                JOIN unit_owner ON unit_owner.owner = owner.id
                WHERE owner.community = \(community)
                    AND NOT EXISTS (SELECT FROM account_owner WHERE account_owner.owner = owner.id)
                    AND NOT EXISTS (SELECT FROM unrepresented WHERE unrepresented.owner = owner.id)
                    AND NOT EXISTS (
                        SELECT FROM activation_code
                        WHERE activation_code.owner = owner.id AND used_at IS NULL AND cancelled_at IS NULL
                            AND expires_at > clock_timestamp())
                GROUP BY owner.id, owner.ref
                ORDER BY min(unit_owner.unit COLLATE "C"), owner.id
                LIMIT \(limit)
                """))
    }

    private static func addressees(_ result: PostgresResult) throws -> [Addressee] {
        try result.decode((OwnerID, OwnerRef, [UnitCode]).self)
            .map { Addressee(owner: $0.0, ref: $0.1, units: $0.2.sorted()) }
            .sorted { ($0.units.first, $0.ref) < ($1.units.first, $1.ref) }
    }
}

/// Optional units in order; an addressee has at least one.
private func < (left: (UnitCode?, OwnerRef), right: (UnitCode?, OwnerRef)) -> Bool {
    guard let first = left.0, let second = right.0, first != second else { return left.1 < right.1 }
    return first < second
}
