import FoundationEssentials
import Model
import Postgres

/// An account with what its person proves themselves with.
struct Account: Sendable {
    let id: AccountID
    let login: LoginName
    let isStaff: Bool
    /// Whether its person is shut out.
    let isDisabled: Bool
    /// None before activation.
    let credential: Credential?

    struct Credential: Sendable {
        let secret: SecretHasher.Stored
        /// The last step whose code was taken; 0 before the first.
        let totpStep: Int64
    }

    /// Whether a second factor was set up and has been used.
    var hasSecondFactor: Bool { (credential?.totpStep ?? 0) > 0 }
}

/// Accounts, whose owners they are, and their credentials.
struct AccountStore {
    // MARK: - Reading

    func find<Reader: Reading & ~Copyable>(
        login: LoginName, in reader: borrowing Reader
    ) async throws -> Account? {
        try await reader.query(
            """
            SELECT account.id, account.login, account.is_staff, credential.salt, credential.cost, credential.hash,
                credential.totp_step, account.disabled_at IS NOT NULL
            FROM account
            LEFT JOIN credential ON credential.account = account.id
            WHERE account.login = \(login)
            """
        ).decode(Row.self).first.map(Self.account)
    }

    /// - Throws: `PeopleError.accountUnknown`
    func account<Reader: Reading & ~Copyable>(
        _ id: AccountID, in reader: borrowing Reader
    ) async throws -> Account {
        let rows = try await reader.query(
            """
            SELECT account.id, account.login, account.is_staff, credential.salt, credential.cost, credential.hash,
                credential.totp_step, account.disabled_at IS NOT NULL
            FROM account
            LEFT JOIN credential ON credential.account = account.id
            WHERE account.id = \(id)
            """
        ).decode(Row.self)
        guard let row = rows.first else { throw PeopleError.accountUnknown }
        return Self.account(row)
    }

    /// A page of accounts in the order of their ids, those after `cursor`.
    func page<Reader: Reading & ~Copyable>(
        after cursor: AccountID?, limit: Int, in reader: borrowing Reader
    ) async throws -> [Account] {
        try await reader.query(
            """
            SELECT account.id, account.login, account.is_staff, credential.salt, credential.cost, credential.hash,
                credential.totp_step, account.disabled_at IS NOT NULL
            FROM account
            LEFT JOIN credential ON credential.account = account.id
            WHERE \(cursor)::uuid IS NULL OR account.id > \(cursor)
            ORDER BY account.id
            LIMIT \(limit)
            """
        ).decode(Row.self).map(Self.account)
    }

    /// The account behind what tokens call somebody: its own id, or that of an owner whom it is bound to.
    ///
    /// Whoever signed in is asked for by their account: an owner's id may be nobody's, or somebody else's, while a token that
    /// has it as its subject is still good.
    func account<Reader: Reading & ~Copyable>(
        ofSubject subject: String, in reader: borrowing Reader
    ) async throws -> AccountID? {
        guard let id = AccountID(subject) else { return nil }
        return try await reader.query(
            """
            SELECT id FROM account WHERE id = \(id)
            UNION ALL
            SELECT account FROM account_owner WHERE owner = \(id)
            UNION ALL
            SELECT account FROM account_owner JOIN united_owner ON united_owner.kept = account_owner.owner
            WHERE united_owner.owner = \(id)
            """
        ).decode((AccountID).self).first
    }

    /// Who acts when a token does, by `Person.id`.
    func signatory<Reader: Reading & ~Copyable>(
        _ subject: String, in reader: borrowing Reader
    ) async throws -> Signatory {
        try await account(ofSubject: subject, in: reader).map(Signatory.init) ?? Signatory(subject: subject)
    }

    func account<Reader: Reading & ~Copyable>(
        ofOwner owner: OwnerID, in reader: borrowing Reader
    ) async throws -> AccountID? {
        try await reader.query("SELECT account FROM account_owner WHERE owner = \(owner)")
            .decode((AccountID).self).first
    }

    /// The accounts of members of bodies, who are owners or accounts themselves; of those who are not shut out.
    ///
    /// They stay so until the transaction ends: whoever shuts one then finds what it is given meanwhile, or comes before it.
    func accounts<Reader: Reading & ~Copyable>(
        of members: [MemberID], in reader: borrowing Reader
    ) async throws -> [MemberID: AccountID] {
        let rows = try await reader.query(
            """
            SELECT listed.member, account.id
            FROM unnest(\(members)) AS listed (member)
            LEFT JOIN account_owner ON account_owner.owner = listed.member
            JOIN account ON account.id = coalesce(account_owner.account, listed.member)
            WHERE account.disabled_at IS NULL
            FOR SHARE OF account
            """
        ).decode((MemberID, AccountID).self)
        return Dictionary(rows.map { ($0.0, $0.1) }) { first, _ in first }
    }

    /// The owners whom a person is, with their communities: those who own something today first, then the first bound.
    func owners<Reader: Reading & ~Copyable>(
        of account: AccountID, in reader: borrowing Reader
    ) async throws -> [(owner: OwnerID, community: CommunityID)] {
        try await reader.query(
            """
            SELECT owner.id, owner.community
            FROM account_owner
            JOIN owner ON owner.id = account_owner.owner
            WHERE account_owner.account = \(account)
            ORDER BY EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = owner.id) DESC, account_owner.bound_at,
                owner.id
            """
        ).decode((OwnerID, CommunityID).self).map { (owner: $0.0, community: $0.1) }
    }

    /// Every owner who is known to be the person of an account.
    ///
    /// For some of them they do not act: those who have only shown the same document.
    func identities<Reader: Reading & ~Copyable>(
        of account: AccountID, in reader: borrowing Reader
    ) async throws -> [(owner: OwnerID, community: CommunityID, acts: Bool)] {
        try await reader.query(
            """
            SELECT owner.id, owner.community, known.acts
            FROM owners_of(\(account)) AS known
            JOIN owner ON owner.id = known.owner
            LEFT JOIN account_owner ON account_owner.owner = known.owner
            ORDER BY known.acts DESC, account_owner.bound_at, owner.id
            """
        ).decode((OwnerID, CommunityID, Bool).self).map { (owner: $0.0, community: $0.1, acts: $0.2) }
    }

    /// All who sign for the person of an account: it, and other accounts of the same owners or the same document, also where
    /// the owners or the document have gone.
    func signatories<Reader: Reading & ~Copyable>(
        alike account: AccountID, in reader: borrowing Reader
    ) async throws -> Set<Signatory> {
        let others = try await reader.query(
            """
            SELECT id FROM ids_of(\(account)) AS known WHERE is_account
            """
        ).decode((AccountID).self)
        return Set(others + [account]).reduce(into: []) { $0.insert(Signatory($1)) }
    }

    /// The units that an owner has today.
    func units<Reader: Reading & ~Copyable>(
        of owner: OwnerID, in reader: borrowing Reader
    ) async throws -> [UnitCode] {
        let units: [UnitCode] = try await reader.query("SELECT unit FROM unit_owner WHERE owner = \(owner)")
            .decode((UnitCode).self)
        return units.sorted()
    }

    /// The accounts of these owners, of those who have one.
    func accounts<Reader: Reading & ~Copyable>(
        ofOwners owners: [OwnerID], in reader: borrowing Reader
    ) async throws -> [Account] {
        try await reader.query(
            """
            SELECT account.id, account.login, account.is_staff, credential.salt, credential.cost, credential.hash,
                credential.totp_step, account.disabled_at IS NOT NULL
            FROM account
            LEFT JOIN credential ON credential.account = account.id
            WHERE account.id IN (SELECT account FROM account_owner WHERE owner = ANY(\(owners)))
            """
        ).decode(Row.self).map(Self.account)
    }

    // MARK: - Changing

    /// Keeps what decides over signing in as it is until the transaction ends: several may hold an account.
    func hold(_ account: AccountID, in transaction: borrowing Transaction) async throws {
        try await transaction.execute("SELECT FROM account WHERE id = \(account) FOR SHARE")
    }

    /// Waits until nobody holds the account, and lets nobody sign in to it until the transaction ends.
    func holdAlone(_ account: AccountID, in transaction: borrowing Transaction) async throws {
        try await transaction.execute("SELECT FROM account WHERE id = \(account) FOR UPDATE")
    }

    func disable(_ account: AccountID, by signatory: Signatory, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            """
            UPDATE account SET disabled_at = clock_timestamp(), disabled_by = \(signatory.name) WHERE id = \(account)
            """)
    }

    func enable(_ account: AccountID, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            "UPDATE account SET disabled_at = NULL, disabled_by = NULL WHERE id = \(account)")
    }

    /// - Returns: nil when the login is taken.
    func create(
        login: LoginName, isStaff: Bool, by signatory: Signatory, in transaction: borrowing Transaction
    ) async throws -> AccountID? {
        try await transaction.query(
            """
            INSERT INTO account (id, login, is_staff, created_by)
            VALUES (\(AccountID(UUID())), \(login), \(isStaff), \(signatory.name))
            ON CONFLICT ON CONSTRAINT account_login_key DO NOTHING
            RETURNING id
            """
        ).decode((AccountID).self).first
    }

    /// Lets an account speak for an owner; `mark` says of one who was forgotten who they were.
    func bind(
        _ owner: OwnerID, mark: [UInt8]?, to account: AccountID, in transaction: borrowing Transaction
    ) async throws {
        try await transaction.execute(
            "INSERT INTO account_owner (owner, account, mark) VALUES (\(owner), \(account), \(mark))")
    }

    /// Gives an account a secret; with `forgetsFactor` the codes of the second factor so far count no longer.
    func set(
        _ secret: SecretHasher.Stored, forgetsFactor: Bool, of account: AccountID,
        in transaction: borrowing Transaction
    ) async throws {
        try await transaction.execute(
            """
            INSERT INTO credential (account, salt, cost, hash)
            VALUES (\(account), \(secret.salt), \(secret.cost), \(secret.hash))
            ON CONFLICT ON CONSTRAINT credential_pkey DO UPDATE SET
                salt = EXCLUDED.salt,
                cost = EXCLUDED.cost,
                hash = EXCLUDED.hash,
                changed_at = clock_timestamp(),
                totp_step = CASE WHEN \(forgetsFactor) THEN 0 ELSE credential.totp_step END
            """)
    }

    /// Whether an account can still be given a second factor: it has a secret, and no code was taken yet.
    ///
    /// Locks the credential until the transaction ends.
    func lacksFactor(_ account: AccountID, in transaction: borrowing Transaction) async throws -> Bool {
        try await transaction.query(
            "SELECT totp_step FROM credential WHERE account = \(account) FOR UPDATE", as: Int64.self
        ).first == 0
    }

    /// Notes that the code of a step was taken.
    ///
    /// - Returns: false when it, or a later one, was taken before.
    func take(step: Int64, of account: AccountID, in transaction: borrowing Transaction) async throws -> Bool {
        try await transaction.execute(
            "UPDATE credential SET totp_step = \(step) WHERE account = \(account) AND totp_step < \(step)") == 1
    }

    private typealias Row = (AccountID, LoginName, Bool, [UInt8]?, Int16?, [UInt8]?, Int64?, Bool)

    private static func account(_ row: Row) -> Account {
        let (id, login, isStaff, salt, cost, hash, totpStep, isDisabled) = row
        guard let salt, let cost, let hash, let totpStep else {
            return Account(id: id, login: login, isStaff: isStaff, isDisabled: isDisabled, credential: nil)
        }
        return Account(
            id: id, login: login, isStaff: isStaff, isDisabled: isDisabled,
            credential: .init(
                secret: SecretHasher.Stored(salt: salt, cost: cost, hash: hash), totpStep: totpStep))
    }
}
