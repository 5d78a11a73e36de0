import Model
import Postgres
import ServiceRuntime

/// Signs tokens with a new key, and keeps the one before published.
struct RotateKeys: Sendable {
    let desk: PeopleDesk

    /// Any number, so long as nobody else in the database uses it.
    private static let lock: Int64 = 0x7467_6B65_7973_0001

    /// - Returns: the name of the new key.
    func handle() async throws -> String {
        let before = try await key()
        // Instances share the key file: of two that rotated at once, one would lose its new key.
        try await desk.pool.withTransaction { transaction in
            try await transaction.execute("SELECT pg_advisory_xact_lock(\(Self.lock))")
            // Of two rotations at the same time one is enough, and a transaction that is tried again rotates once.
            if try await key() == before {
                try await withTaskExecutorPreference(desk.hasher.thread) { try await desk.issuer.rotate() }
            }
            try await desk.log.note(.keysRotated, in: transaction)
        }
        try await desk.tokens.refresh()
        return desk.issuer.keyID
    }

    /// What the file says now; reading and writing it waits for the disk.
    private func key() async throws -> String {
        try await withTaskExecutorPreference(desk.hasher.thread) { try await desk.issuer.reload() }
        return desk.issuer.keyID
    }
}
