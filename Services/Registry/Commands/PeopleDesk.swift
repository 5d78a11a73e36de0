import EventLog
import Logging
import Model
import Postgres
import ServiceRuntime

/// What the commands about people have in common.
struct PeopleDesk: Sendable {
    let pool: PostgresPool
    let log: PeopleLog
    let hasher: SecretHasher
    let issuer: TokenIssuer
    let tokens: TokenVerifier
    let calendar: DistrictCalendar
    let isScenarioDistrict: Bool
    let settings: PeopleSettings
    let details: DetailStore
    let answers: SealedAnswerStore
    let accounts = AccountStore()
    let codes = CodeStore()
    let sessions = SessionStore()
    let attempts = AttemptStore()
    let grants = GrantStore()
    let communities = CommunityStore()
    let days = DayStore()

    /// How long an access token lives: a role that was taken back works no longer than this.
    static let tokenLife = Duration.seconds(900)

    /// How many ids of a person a token names: it has to fit into a cookie, which browsers keep up to 4 kB of.
    private static let idsInToken = 32
    /// How many of them are other accounts: few have one, and nobody is to lose the owners for whom they act by it.
    private static let accountsInToken = 8

    /// The registry's day: that of a scenario as it is stored, else the database's clock's.
    func today<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> Day {
        if isScenarioDistrict, let day = try await days.day(in: reader) { return day }
        return calendar.day()
    }

    /// The database's clock.
    func now<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> Timestamp {
        let rows = try await reader.query("SELECT clock_timestamp()").decode((Timestamp).self)
        return rows.first ?? WallClock.now()
    }

    /// So many operators need nobody from outside: the one proposes, the other confirms.
    private static let enoughOperators: Int64 = 2

    /// - Throws: `PeopleError.enoughOperators`
    func requireFewOperators(on today: Day, in transaction: borrowing Transaction) async throws {
        guard try await grants.operators(on: today, in: transaction) < Self.enoughOperators else {
            throw PeopleError.enoughOperators
        }
    }

    /// Counts a try from an address, and at the names that it is about, before it is made.
    ///
    /// - Returns: the place in which it is made; whoever finds none has not tried, and nothing is counted.
    /// - Throws: `PeopleError.tooManyAttempts`; `Problem` 429 when too many are waiting.
    func countAttempt(from address: Digest256, at names: [Digest256]) async throws -> SecretHasher.Place {
        do {
            return try await pool.withTransaction { transaction -> SecretHasher.Place in
                try await attempts.count(address, .address, in: transaction)
                for name in names { try await attempts.count(name, .account, in: transaction) }
                // Last, so that whoever has to wait anyway is in nobody's way.
                return try hasher.place()
            }
        } catch let error as PeopleError {
            log.logger.notice("somebody tried too often")
            throw error
        }
    }

    /// Has this instance refuse the tokens of sessions that have just ended; the other processes follow within seconds.
    func refuseEndedSessions() async {
        do {
            try await tokens.refresh()
        } catch {
            // It is done again in a few seconds; the sessions have ended all the same.
            log.logger.warning("the tokens of ended sessions are good for some seconds more", error: error)
        }
    }

    /// Whether a letter, which may be in wrong hands, gives the account another secret.
    ///
    /// Not that of staff, nor of anybody who has a role, or is to have one, and no second factor to guard it: they are
    /// handed a code in person.
    func mayRenewByLetter<Reader: Reading & ~Copyable>(
        _ account: Account, in reader: borrowing Reader
    ) async throws -> Bool {
        guard !account.isStaff else { return false }
        guard !account.hasSecondFactor else { return true }
        let today = try await today(in: reader)
        return try await !grants.grants(of: account.id, in: reader).contains { $0.isOpen(on: today) }
    }

    /// Whether it is the code of an account's second factor, which is used up by that.
    func takes(
        _ code: String, of account: Account, at now: Timestamp, in transaction: borrowing Transaction
    ) async throws -> Bool {
        let key = try await details.details(of: account.id, in: transaction).totpKey
        guard !key.isEmpty, let used = account.credential?.totpStep,
            let step = Totp(key: key).step(of: code, at: now, after: used)
        else { return false }
        return try await accounts.take(step: step, of: account.id, in: transaction)
    }

    /// Stores the key of a second factor, sealed with what else is personal, or with nil forgets it.
    func save(_ totp: Totp?, of account: AccountID, in transaction: borrowing Transaction) async throws {
        var known = try await details.details(of: account, in: transaction)
        known.totpKey = totp?.key ?? []
        try await details.save(known, of: account, in: transaction)
    }

    /// Hands out what a session goes on with, after the former refresh token, if one was used up for it.
    func tokens(
        of session: Session, after former: RefreshToken? = nil, in transaction: borrowing Transaction
    ) async throws -> SessionAnswer {
        let refresh = RefreshToken()
        try await sessions.add(refresh, to: session.id, after: former, in: transaction)
        let inForce = try await grants.rolesInForce(
            of: session.account, owner: session.owner, hasSecondFactor: session.hasSecondFactor,
            on: today(in: transaction), in: transaction)
        let person = try await person(of: session, with: inForce, in: transaction)
        let now = WallClock.now()
        let token = try await issuer.token(
            for: person, roles: inForce.roles, isOperator: inForce.isOperator,
            propertyStaff: propertyStaff(session.account, in: transaction),
            authentication: .signedIn(session.signedInAt), session: session.id.description, life: Self.tokenLife,
            now: now)
        return SessionAnswer(
            token: token, subject: person.subject, expiresAt: now.advanced(by: Self.tokenLife),
            refreshToken: refresh.text, sessionExpiresAt: session.expiresAt, signedInAt: session.signedInAt,
            roles: inForce.roles.sorted { $0.key < $1.key }.map { community, roles in
                .init(community: community, roles: Role.allCases.filter(roles.contains))
            }, isOperator: inForce.isOperator, hasSecondFactor: session.hasSecondFactor)
    }

    /// Where somebody works for the property company: lacking a second factor, they are staff no less, and so they are in the
    /// area that the community has become part of.
    private func propertyStaff(
        _ account: AccountID, in transaction: borrowing Transaction
    ) async throws -> Set<CommunityID> {
        let today = try await today(in: transaction)
        let granted = try await grants.grants(of: account, in: transaction)
            .filter { $0.role == .property && $0.confirmedAt != nil && $0.isOpen(on: today) }
        var places: Set<CommunityID> = []
        for community in Set(granted.compactMap(\.community)) {
            places.formUnion(try await communities.areas(of: community, in: transaction))
        }
        return places
    }

    /// Who acts in a session, by as many ids as a token has room for: those for whom they act come first, and of these
    /// those of where they have roles.
    ///
    /// Other accounts of the person are among them: what was done as an owner who is somebody else's by now is the account's.
    private func person(
        of session: Session, with inForce: RolesInForce, in transaction: borrowing Transaction
    ) async throws -> Person {
        let owners = try await accounts.identities(of: session.account, in: transaction)
        let near = owners.filter { inForce.roles[$0.community] != nil }
        let far = owners.filter { inForce.roles[$0.community] == nil }
        let signatories = try await accounts.signatories(alike: session.account, in: transaction)
        let acting = (near + far).filter(\.acts).prefix(Self.idsInToken)
        let others = signatories.map(\.name).filter { $0 != session.account.description }.sorted()
            .prefix(min(Self.accountsInToken, Self.idsInToken - acting.count))
        let alike = (near + far).filter { !$0.acts }.prefix(Self.idsInToken - acting.count - others.count)
        return Person(
            subject: session.owner?.description ?? session.account.description, account: session.account.description,
            owners: acting.map(\.owner.description), alike: alike.map(\.owner.description) + others)
    }
}

/// What somebody gets who has signed in.
struct SessionAnswer: Encodable, Sendable {
    let token: String
    let subject: String
    let expiresAt: Timestamp
    let refreshToken: String
    let sessionExpiresAt: Timestamp
    let signedInAt: Timestamp
    let roles: [Local]
    let isOperator: Bool
    let hasSecondFactor: Bool

    struct Local: Encodable, Sendable {
        let community: CommunityID
        let roles: [Role]
    }

    enum CodingKeys: String, CodingKey {
        case token, subject, expiresAt, refreshToken, sessionExpiresAt, signedInAt, roles
        case isOperator = "operator"
        case hasSecondFactor = "secondFactor"
    }
}

extension Timestamp {
    /// Later by whole seconds; lives are short, so that it cannot overflow.
    func advanced(by duration: Duration) -> Timestamp {
        Timestamp(microseconds: microseconds + duration.components.seconds * 1_000_000)
    }
}
