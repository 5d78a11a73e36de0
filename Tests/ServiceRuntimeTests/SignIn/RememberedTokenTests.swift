import Model
import Synchronization
import Testing

@testable import ServiceRuntime

/// What a service remembers of tokens that it has seen.
struct RememberedTokenTests {
    @Test func `a remembered token stops working when it expires`() async throws {
        let clock = ManualClock(TestTokens.now)
        let tokens = try await TestTokens(clock: { clock.now })
        let bearer = try await tokens.bearer(life: .seconds(60))
        _ = try await tokens.verifier.verify(String(bearer.dropFirst(7)), authorization: bearer)
        #expect(tokens.verifier.recall(bearer) != nil)

        clock.advance(seconds: 60 + TokenVerifier.leeway)

        #expect(tokens.verifier.recall(bearer) == nil)
        await #expect(throws: Problem.self) {
            try await tokens.verifier.verify(String(bearer.dropFirst(7)), authorization: bearer)
        }
    }

    @Test func `the memory for tokens is bounded`() throws {
        let remembered = RememberedTokens(capacity: 100)
        for index in 0..<1_000 { remembered.remember("t\(index)", .anonymous, until: 10, now: 0) }
        let kept = (0..<1_000).count { remembered.caller("t\($0)", now: 0) != nil }
        #expect((1...100).contains(kept))
    }

    @Test func `one token does not fill the memory under many spellings`() async throws {
        let forgery = Forgery()
        let verifier = TokenVerifier(source: HeldKeys(forgery.keySet), clock: { TestTokens.now })
        let token = try forgery.token()
        _ = try await verifier.verify(token, authorization: "Bearer     \(token)")
        #expect(verifier.recall("Bearer     \(token)") == nil)
    }

    @Test func `a token that never expires is remembered for a while only`() async throws {
        var forgery = Forgery()
        forgery.claims["exp"] = Int64.max
        let clock = ManualClock(TestTokens.now)
        let verifier = TokenVerifier(source: HeldKeys(forgery.keySet), clock: { clock.now })
        let field = "Bearer \(try forgery.token())"
        _ = try await verifier.verify(String(field.dropFirst(7)), authorization: field)
        #expect(verifier.recall(field) != nil)
        clock.advance(seconds: 13 * 3_600)
        #expect(verifier.recall(field) == nil)
    }
}

/// A clock that stands until it is moved.
final class ManualClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) { self.time = Mutex(time) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) {
        time.withLock { $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000) }
    }
}
