import Model
import Postgres

/// How often something may be tried before each further try has to wait, twice as long every time.
struct AttemptLimit: Sendable {
    let name: String
    /// Tries within an hour that cost nothing.
    let free: Int64
    /// The longest wait.
    let longest = Duration.seconds(900)

    static let account = AttemptLimit(name: "account", free: 5)
    /// Of one account's second factor, counted as its secret is: whoever knows that must not begin anew by signing in without
    /// a code.
    static let code = AttemptLimit(name: "code", free: 5)
    /// More than one household may come from one address.
    static let address = AttemptLimit(name: "address", free: 30)

    /// Under which the tries of one account or address are counted; nobody can read the account from it.
    func key(_ text: String) -> Digest256 { Digest256(of: Array("\(name) \(text)".utf8)) }
}

/// Counts tries in the database, so that neither a restart nor a second process forgets them.
struct AttemptStore {
    /// Counts a try before it is made, so that many at the same time do not all slip through.
    ///
    /// - Throws: `PeopleError.tooManyAttempts`
    func count(_ key: Digest256, _ limit: AttemptLimit, in transaction: borrowing Transaction) async throws {
        let counted = try await transaction.execute(
            """
            INSERT INTO attempt AS known (key, attempts, last_at, blocked_until)
            VALUES (\(key), 1, clock_timestamp(), '-infinity')
            ON CONFLICT ON CONSTRAINT attempt_pkey DO UPDATE SET
                attempts = CASE
                    WHEN known.last_at < clock_timestamp() - interval '1 hour' THEN 1 ELSE known.attempts + 1 END,
                last_at = clock_timestamp(),
                blocked_until = CASE
                    WHEN known.last_at < clock_timestamp() - interval '1 hour' OR known.attempts + 1 < \(limit.free)
                    THEN '-infinity'
                    ELSE clock_timestamp() + make_interval(secs => least(
                        power(2::float8, least(known.attempts + 1 - \(limit.free), 20)::float8),
                        \(limit.longest.components.seconds)::float8))
                    END
            WHERE known.blocked_until <= clock_timestamp()
            """)
        guard counted == 0 else { return }
        let wait = try await transaction.query(
            """
            SELECT ceil(extract(epoch FROM blocked_until - clock_timestamp()))::bigint FROM attempt WHERE key = \(key)
            """, as: Int64.self)
        throw PeopleError.tooManyAttempts(seconds: max(1, wait.first ?? 1))
    }

    /// The try was a good one: what it was about starts anew, the address gets one back.
    func succeeded(
        at names: [Digest256], from address: Digest256, in transaction: borrowing Transaction
    ) async throws {
        try await transaction.execute(
            """
            UPDATE attempt SET attempts = greatest(attempts - 1, 0), blocked_until = '-infinity' WHERE key = \(address)
            """)
        if !names.isEmpty { try await transaction.execute("DELETE FROM attempt WHERE key = ANY(\(names))") }
        try await transaction.execute(
            """
            DELETE FROM attempt WHERE key IN (
                SELECT key FROM attempt WHERE last_at < clock_timestamp() - interval '1 day' LIMIT 100
                FOR UPDATE SKIP LOCKED)
            """)
    }
}
