import FoundationEssentials
import Model
import Postgres
import ServiceRuntime

/// A sign-in that goes on.
struct Session: Sendable {
    let id: SessionID
    let account: AccountID
    /// The owner that its tokens speak for, if any.
    let owner: OwnerID?
    let hasSecondFactor: Bool
    let signedInAt: Timestamp
    let expiresAt: Timestamp
}

/// Sessions and their refresh tokens, by hash.
struct SessionStore {
    /// How long after a refresh token was used its answer can be asked for again, by the same key.
    static let repetition = Duration.seconds(600)

    func begin(_ session: Session, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            """
            INSERT INTO session (id, account, owner, second_factor, signed_in_at, expires_at)
            VALUES (\(session.id), \(session.account), \(session.owner), \(session.hasSecondFactor),
                \(session.signedInAt), \(session.expiresAt))
            """)
    }

    /// Adds a token to a session: that of a sign-in, or the one that comes after the former, which was used up for it.
    func add(
        _ token: RefreshToken, to session: SessionID, after former: RefreshToken?,
        in transaction: borrowing Transaction
    ) async throws {
        try await transaction.execute("INSERT INTO refresh_token (hash, session) VALUES (\(token.hash), \(session))")
        guard let former else { return }
        try await transaction.execute(
            "UPDATE refresh_token SET successor = \(token.hash) WHERE hash = \(former.hash)")
    }

    enum Taken {
        /// No such token, or its session is over.
        case nothing
        /// It was used before; its session has just been ended.
        case reused(AccountID)
        case session(Session)
    }

    /// Uses a refresh token up.
    ///
    /// A token that comes twice has been copied, and nobody can say which of the two is the thief: both lose the session.
    /// But who comes with the key of the first time has lost the answer: what that gave is used up instead, so that of two
    /// who go on with the session the second is found all the same.
    func take(
        _ token: RefreshToken, by key: IdempotencyKey?, in transaction: borrowing Transaction
    ) async throws -> Taken {
        let key = key.map { Digest256(of: Array($0.text.utf8)).bytes }
        let rows = try await transaction.query(
            """
            SELECT refresh_token.used_at IS NOT NULL, session.ended_at IS NOT NULL,
                session.expires_at <= clock_timestamp(), session.id, session.account, session.owner,
                session.second_factor, session.signed_in_at, session.expires_at,
                CASE WHEN refresh_token.repeat_key = \(key) AND refresh_token.used_at > clock_timestamp()
                    - make_interval(secs => \(Double(Self.repetition.components.seconds)))
                THEN refresh_token.successor END
            FROM refresh_token
            JOIN session ON session.id = refresh_token.session
            WHERE refresh_token.hash = \(token.hash)
            FOR UPDATE
            """
        ).decode((Bool, Bool, Bool, SessionID, AccountID, OwnerID?, Bool, Timestamp, Timestamp, [UInt8]?).self)
        guard let (isUsed, isEnded, isExpired, id, account, owner, second, signedIn, expires, lost) = rows.first,
            !isEnded, !isExpired
        else { return .nothing }
        let session = Session(
            id: id, account: account, owner: owner, hasSecondFactor: second, signedInAt: signedIn, expiresAt: expires)
        guard isUsed else {
            try await transaction.execute(
                """
                UPDATE refresh_token SET used_at = clock_timestamp(), repeat_key = \(key)
                WHERE hash = \(token.hash)
                """)
            return .session(session)
        }
        if let lost, try await useUp(lost, in: transaction) { return .session(session) }
        try await end(id, in: transaction)
        return .reused(account)
    }

    /// Uses up a token whose answer went lost, unless somebody has used it, or is about to: they hold its row, and wait
    /// for that of the session.
    private func useUp(_ hash: [UInt8], in transaction: borrowing Transaction) async throws -> Bool {
        try await transaction.execute(
            """
            UPDATE refresh_token SET used_at = clock_timestamp()
            WHERE hash = (
                SELECT hash FROM refresh_token WHERE hash = \(hash) AND used_at IS NULL FOR UPDATE SKIP LOCKED)
            """) == 1
    }

    /// A session that goes on, by its unused refresh token.
    func session<Reader: Reading & ~Copyable>(
        of token: RefreshToken, in reader: borrowing Reader
    ) async throws -> Session? {
        try await reader.query(
            """
            SELECT session.id, session.account, session.owner, session.second_factor, session.signed_in_at,
                session.expires_at
            FROM refresh_token
            JOIN session ON session.id = refresh_token.session
            WHERE refresh_token.hash = \(token.hash) AND refresh_token.used_at IS NULL AND session.ended_at IS NULL
                AND session.expires_at > clock_timestamp()
            """
        ).decode((SessionID, AccountID, OwnerID?, Bool, Timestamp, Timestamp).self).first.map {
            Session(
                id: $0.0, account: $0.1, owner: $0.2, hasSecondFactor: $0.3, signedInAt: $0.4, expiresAt: $0.5)
        }
    }

    /// The session and the account of a refresh token, used or not.
    func find(
        _ token: RefreshToken, in transaction: borrowing Transaction
    ) async throws -> (session: SessionID, account: AccountID)? {
        try await transaction.query(
            """
            SELECT session.id, session.account
            FROM refresh_token
            JOIN session ON session.id = refresh_token.session
            WHERE refresh_token.hash = \(token.hash)
            """
        ).decode((SessionID, AccountID).self).first.map { (session: $0.0, account: $0.1) }
    }

    func end(_ session: SessionID, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            "UPDATE session SET ended_at = clock_timestamp() WHERE id = \(session) AND ended_at IS NULL")
    }

    /// Ends the sessions of an account; with `kept` all but that one.
    func endAll(
        of account: AccountID, but kept: SessionID? = nil, in transaction: borrowing Transaction
    ) async throws {
        try await transaction.execute(
            """
            UPDATE session SET ended_at = clock_timestamp()
            WHERE account = \(account) AND ended_at IS NULL AND id IS DISTINCT FROM \(kept)
            """)
    }

    /// How long a session is kept that is over: longer than the tokens that were made in it are good, and other processes
    /// ask for it.
    private static let afterlife = Duration.seconds(86_400)
    /// How many sessions are forgotten at once; each may have thousands of tokens.
    private static let batch: Int64 = 20

    /// Forgets sessions that have long been over, with their tokens: nobody can tell one of these from one that never was.
    func forget(in transaction: borrowing Transaction) async throws {
        let age = Double(Self.afterlife.components.seconds)
        let sessions = try await transaction.query(
            """
            SELECT id FROM session
            WHERE expires_at < clock_timestamp() - make_interval(secs => \(age))
                OR ended_at < clock_timestamp() - make_interval(secs => \(age))
            LIMIT \(Self.batch)
            FOR UPDATE SKIP LOCKED
            """, as: SessionID.self)
        guard !sessions.isEmpty else { return }
        try await transaction.execute("DELETE FROM refresh_token WHERE session = ANY(\(sessions))")
        try await transaction.execute("DELETE FROM session WHERE id = ANY(\(sessions))")
    }

    /// The sessions that ended so lately, the last ones by name.
    func ended<Reader: Reading & ~Copyable>(
        within age: Duration, in reader: borrowing Reader
    ) async throws -> EndedSessions {
        let limit = EndedSessions.limit
        let sessions = try await reader.query(
            """
            SELECT id, ended_at FROM session
            WHERE ended_at > clock_timestamp() - make_interval(secs => \(Double(age.components.seconds)))
            ORDER BY ended_at DESC LIMIT \(Int64(limit) + 1)
            """
        ).decode((SessionID, Timestamp).self)
        return EndedSessions(
            Set(sessions.prefix(limit).map(\.0.description)), unnamed: sessions.count > limit ? sessions[limit].1 : nil)
    }
}
