import Postgres
import ServiceRuntime

/// Signs tokens with a new key, and keeps the one before published.
struct RotateKeys: Sendable {
    let desk: PeopleDesk
    let tokens: TokenVerifier

    /// - Returns: the name of the new key.
    func handle() async throws -> String {
        // Writing the key file waits for the disk.
        try await withTaskExecutorPreference(desk.hasher.thread) { try await desk.issuer.rotate() }
        try await tokens.trust(desk.issuer.keySet)
        try await desk.pool.withTransaction { try await desk.log.note(.keysRotated, in: $0) }
        return desk.issuer.keyID
    }
}
