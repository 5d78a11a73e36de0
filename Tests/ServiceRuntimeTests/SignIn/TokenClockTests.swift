import Model
import Testing

@testable import ServiceRuntime

/// Tokens of the registry at a service whose clock is not the registry's.
struct TokenClockTests {
    /// The verification of a token that was issued just now, by a clock that differs by so many seconds.
    private func verify(life: Duration = .seconds(600), difference: Int64) async throws -> Caller {
        let tokens = try await TestTokens(clock: {
            Timestamp(microseconds: TestTokens.now.microseconds + difference * 1_000_000)
        })
        let bearer = try await tokens.bearer(life: life)
        return try await tokens.verifier.verify(String(bearer.dropFirst("Bearer ".count)), authorization: bearer)
    }

    @Test func `a token from the future is refused with a word about the clocks and by how much`() async throws {
        let problem = await #expect(throws: Problem.self) { try await verify(difference: -45) }
        #expect(problem?.status == 401 && problem?.slug == "token-refused")
        let detail = try #require(problem?.detail)
        #expect(detail.en.contains("clock") && detail.en.contains("45 seconds"))
        #expect(detail.zh.contains("时钟") && detail.zh.contains("45"))
        #expect(problem?.title != Problem.tokenRefused.title, "the token is not to blame")
    }

    @Test func `clocks that differ by half a minute do no harm`() async throws {
        for difference in [-TokenVerifier.leeway, TokenVerifier.leeway] {
            #expect(try await verify(difference: difference).subject == "person-1")
        }
    }

    @Test func `nothing is said of clocks where a token has expired`() async throws {
        let problem = await #expect(throws: Problem.self) { try await verify(life: .seconds(60), difference: 120) }
        #expect(problem?.detail == nil && problem?.title == Problem.tokenRefused.title)
    }
}
