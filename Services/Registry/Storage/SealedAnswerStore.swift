import Crypto
import EventLog
import FoundationEssentials
import Model
import Postgres
import ServiceRuntime

/// Answers of calls that show what is shown this once, for whoever lost one and makes the call again (decision 78).
///
/// Each is sealed under what its caller alone knows, the key and the content of the call, and under a master key, so
/// that neither the database nor a short key gives it away.
struct SealedAnswerStore: Sendable {
    let vault: PersonalVault

    /// How long an answer can be asked for again: as that of a refresh.
    static let life = SessionStore.repetition
    /// How long it is known that a call was made, as of other calls under a key.
    private static let days: Int32 = 30

    enum Kept<Answer: Sendable>: Sendable {
        case answer(Answer)
        /// It was given too long ago; with what it was about.
        case gone(about: String)
    }

    /// The answer that a call was given before; nil for one that is made for the first time.
    ///
    /// - Throws: `Problem.idempotencyKeyReuse` when the call before had another content.
    func find<Answer: Codable & Sendable, Reader: Reading & ~Copyable>(
        _ call: IdempotencyClaim, as type: Answer.Type, in reader: borrowing Reader
    ) async throws -> Kept<Answer>? {
        let name = Self.name(of: call)
        let rows = try await reader.query(
            """
            SELECT about, CASE
                WHEN at > clock_timestamp() - make_interval(secs => \(Double(Self.life.components.seconds))) THEN sealed
                END
            FROM sealed_answer
            WHERE call = \(name)
            """
        ).decode((String, [UInt8]?).self)
        guard let (about, sealed) = rows.first else { return nil }
        // What was sealed with a master key of before nobody opens.
        guard let sealed, sealed.starts(with: vault.currentPrefix) else { return .gone(about: about) }
        let content: [UInt8]
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(vault.currentPrefix.count))
            content = Array(try AES.GCM.open(box, using: key(of: call), authenticating: name))
        } catch {
            throw Problem.idempotencyKeyReuse
        }
        return .answer(try CanonicalJSON.decode(Content<Answer>.self, from: content).answer)
    }

    /// Keeps the answer of a call that was not made before, in the transaction that carries it out; `about` is what is
    /// kept of it longer, in clear.
    func keep<Answer: Codable & Sendable, Writer: Reading & ~Copyable>(
        _ answer: Answer, of call: IdempotencyClaim, about: String = "", in writer: borrowing Writer
    ) async throws {
        let name = Self.name(of: call)
        let box = try AES.GCM.seal(
            CanonicalJSON.encode(Content(answer: answer)), using: key(of: call), authenticating: name)
        guard let combined = box.combined else { throw PersonalVault.Failure.notAuthentic }
        let sealed: [UInt8] = vault.currentPrefix + Array(combined)
        _ = try await writer.query(
            "INSERT INTO sealed_answer (call, about, sealed) VALUES (\(name), \(about), \(sealed))")
    }

    /// Forgets answers that can no longer be asked for, and calls that nobody repeats any more.
    static func forget(in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            """
            UPDATE sealed_answer SET sealed = NULL
            WHERE sealed IS NOT NULL
                AND at <= clock_timestamp() - make_interval(secs => \(Double(life.components.seconds)))
            """)
        try await transaction.execute(
            "DELETE FROM sealed_answer WHERE at < clock_timestamp() - make_interval(days => \(days))")
    }

    /// Under which a call is found: the same key is another call for somebody else.
    private static func name(of call: IdempotencyClaim) -> [UInt8] {
        Digest256(of: Array([call.principal, call.route, call.key].joined(separator: "\n").utf8)).bytes
    }

    private func key(of call: IdempotencyClaim) -> SymmetricKey {
        SymmetricKey(data: vault.index(of: "\(call.key)\n\(call.requestHash)", as: "answer"))
    }

    private struct Content<Answer: Codable>: Codable {
        let answer: Answer
    }
}
