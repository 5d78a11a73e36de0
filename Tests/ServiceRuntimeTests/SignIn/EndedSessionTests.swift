import Foundation
import Model
import Testing

@testable import ServiceRuntime

/// Tokens of sessions that have ended.
struct EndedSessionTests {
    @Test func `the token of a session that ended is refused, remembered or not`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        let keys = FileKeys(issuer: issuer)
        let verifier = TokenVerifier(source: keys, clock: { TestTokens.now })
        func token(_ session: String?) async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, session: session, life: .seconds(600),
                now: TestTokens.now)
        }
        let (ended, other, none) = (try await token("a"), try await token("b"), try await token(nil))
        for token in [ended, other, none] { _ = try await verifier.verify(token, authorization: token) }

        keys.asked.tell(EndedSessions(["a"]))
        try await verifier.refresh()

        #expect(verifier.recall(ended) == nil && verifier.recall(other) != nil && verifier.recall(none) != nil)
        let again = try await token("a")
        for token in [ended, again] {
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.slug == "token-refused")
            #expect(verifier.recall(token) == nil)
        }
        for token in [other, none] { _ = try await verifier.verify(token, authorization: token) }
    }

    @Test func `where too many sessions ended to be named, what is older than a second is refused`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        let keys = FileKeys(issuer: issuer)
        let verifier = TokenVerifier(source: keys, clock: { TestTokens.now })
        func token(_ session: String?, secondsAgo: Int64) async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, session: session, life: .seconds(600),
                now: Timestamp(microseconds: TestTokens.now.microseconds - secondsAgo * 1_000_000))
        }
        let old = try await token("a", secondsAgo: 60)
        let (young, none) = (try await token("a", secondsAgo: 59), try await token(nil, secondsAgo: 60))
        for token in [old, young, none] { _ = try await verifier.verify(token, authorization: token) }

        // The last session without a name ended ninety seconds ago, and clocks may differ by thirty.
        keys.asked.tell(
            EndedSessions(["b"], unnamed: Timestamp(microseconds: TestTokens.now.microseconds - 90 * 1_000_000)))
        try await verifier.refresh()

        #expect(verifier.recall(old) == nil && verifier.recall(young) != nil && verifier.recall(none) != nil)
        let (again, named) = (try await token("c", secondsAgo: 61), try await token("b", secondsAgo: 0))
        for token in [old, again, named] {
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.slug == "token-refused")
        }
        for token in [young, none] { _ = try await verifier.verify(token, authorization: token) }
    }
}
