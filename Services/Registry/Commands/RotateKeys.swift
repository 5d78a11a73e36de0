import EventLog
import Model
import Postgres
import ServiceRuntime

/// Signs tokens with a new key, and keeps the one before published.
struct RotateKeys: Sendable {
    let desk: PeopleDesk

    /// Any number, so long as nobody else in the database uses it.
    private static let lock: Int64 = 0x7467_6B65_7973_0001

    /// Whoever lost the answer asks by the same claim, and it is done once.
    ///
    /// - Returns: the name of the key that signs now.
    /// - Throws: `PeopleError.answerGone`; `Problem.idempotencyKeyReuse`; errors of the file system.
    func handle(claim: IdempotencyClaim?) async throws -> String {
        let before = try await replaced(by: claim)
        // Instances share the key file: of two that rotated at once, one would lose its new key.
        try await desk.pool.withTransaction { transaction in
            try await hold(in: transaction)
            // Of two rotations at the same time one is enough, and a transaction that is tried again rotates once.
            if try await key() == before {
                try await withTaskExecutorPreference(desk.hasher.thread) { try await desk.issuer.rotate() }
            }
            // Also where the file was written before, and the note of it may be lost.
            try await desk.log.note(.keysRotated, in: transaction)
        }
        try await desk.tokens.refresh()
        return desk.issuer.keyID
    }

    /// The key in whose place another is put: for a call that comes again that of the first time.
    ///
    /// It is stored before the file is written, which is no part of a transaction: whatever goes wrong between the two,
    /// the file tells whether it was done.
    private func replaced(by claim: IdempotencyClaim?) async throws -> String {
        guard let claim else { return try await key() }
        return try await desk.pool.withTransaction { transaction -> String in
            try await hold(in: transaction)
            switch try await desk.answers.find(claim, as: String.self, in: transaction) {
            case .answer(let before): return before
            case .gone:
                throw PeopleError.answerGone(
                    Phrase(zh: "再次更换前请先查看现用密钥", en: "Look at the list of keys before you rotate them again"))
            case nil:
                let present = try await key()
                try await desk.answers.keep(present, of: claim, in: transaction)
                return present
            }
        }
    }

    private func hold(in transaction: borrowing Transaction) async throws {
        try await transaction.execute("SELECT pg_advisory_xact_lock(\(Self.lock))")
    }

    /// What the file says now; reading and writing it waits for the disk.
    private func key() async throws -> String {
        try await withTaskExecutorPreference(desk.hasher.thread) { try await desk.issuer.reload() }
        return desk.issuer.keyID
    }
}
