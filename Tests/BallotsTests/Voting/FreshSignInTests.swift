import ServiceSupport
import TestSupport
import Testing

@testable import Ballots
@testable import ServiceRuntime

/// What counts for good is not done by whoever finds an open session (decision 23).
@Suite(.database) struct FreshSignInTests {
    @Test func `voting, and letting somebody vote, needs a fresh sign-in`() async throws {
        try await TestBallots.run { ballots in
            let fresh = ballots.service.routes.filter(\.needsFreshSignIn).map { route in
                route.path.split(separator: "{assembly}").last.map(String.init)
            }
            #expect(Set(fresh) == ["/votes", "/votes/import", "/papers", "/proxies"])
        }
    }
}
