import Model
import Postgres

/// The answers that were given under idempotency keys.
enum IdempotencyStore {
    struct Answered: Sendable {
        let requestHash: Digest256
        let answer: [UInt8]
    }

    /// What two commands with one key in two shards meet at.
    static let constraint = "http_idempotency_pkey"

    /// Asks for the stored answers to the claims.
    static func query(for claims: [IdempotencyClaim]) -> SQL {
        """
        SELECT h.principal, h.route, h.key, h.request_hash, h.answer
        FROM unnest(\(claims.map(\.principal)), \(claims.map(\.route)), \(claims.map(\.key)))
            AS claim (principal, route, key)
        JOIN http_idempotency AS h USING (principal, route, key)
        """
    }

    /// The stored answers by the claims' names.
    static func answers(in result: PostgresResult) throws -> [[String]: Answered] {
        let rows = try result.decode((String, String, String, Digest256, [UInt8]).self)
        return Dictionary(
            rows.map { ([$0.0, $0.1, $0.2], Answered(requestHash: $0.3, answer: $0.4)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The statement that keeps the answers of the commands that succeeded under a claim; nil where there are none.
    static func insertion(of commands: [any QueuedCommand]) throws -> SQL? {
        var kept: [(claim: IdempotencyClaim, answer: [UInt8])] = []
        for command in commands {
            if let claim = command.claim, let answer = try command.storedAnswer() { kept.append((claim, answer)) }
        }
        guard !kept.isEmpty else { return nil }
        return """
            INSERT INTO http_idempotency (principal, route, key, request_hash, answer)
            SELECT * FROM unnest(
                \(kept.map(\.claim.principal)), \(kept.map(\.claim.route)), \(kept.map(\.claim.key)),
                \(kept.map(\.claim.requestHash)), \(kept.map(\.answer))
            )
            """
    }
}
