import Postgres
import ServiceRuntime
import Threads

/// What the registry checks tokens with: its own key file, which another instance may have written, and the sessions
/// in its database.
struct OwnKeys: KeySource {
    let issuer: TokenIssuer
    let pool: PostgresPool
    /// Reading the file waits for the disk.
    private let thread = DedicatedThread(name: "keys")

    init(issuer: TokenIssuer, pool: PostgresPool) {
        self.issuer = issuer
        self.pool = pool
    }

    func fetch() async throws -> [UInt8] {
        try await withTaskExecutorPreference(thread) { try await issuer.reload() }
        return issuer.keySet
    }

    func endedSessions() async throws -> EndedSessions {
        try await pool.withTransaction(readOnly: true) { transaction in
            try await SessionStore().ended(within: PeopleDesk.tokenLife + .seconds(60), in: transaction)
        }
    }
}
