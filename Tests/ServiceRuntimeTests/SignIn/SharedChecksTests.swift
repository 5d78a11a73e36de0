import Synchronization
import Testing

@testable import ServiceRuntime

@Suite struct SharedChecksTests {
    private struct Refused: Error {}

    private final class Outcomes: Sendable {
        private let all = Mutex<[Bool]>([])
        var value: [Bool] { all.withLock { $0 } }

        /// True for a caller, false for a refusal, and nothing for what must not be.
        func add(_ outcome: SharedChecks.Outcome) {
            switch outcome {
            case .success(let caller): if caller == .peer { all.withLock { $0.append(true) } }
            case .failure(let error): if error is Refused { all.withLock { $0.append(false) } }
            }
        }
    }

    @Test(arguments: [true, false]) func `those who come during a check share its outcome`(isGood: Bool) {
        let checks = SharedChecks()
        let outcomes = Outcomes()
        var count = 0
        let check = {
            count += 1
            for _ in 0..<19 {
                checks.check(
                    "token",
                    by: {
                        Issue.record("checked again")
                        return .peer
                    }, then: outcomes.add)
            }
            #expect(outcomes.value.isEmpty)
            guard isGood else { throw Refused() }
            return Caller.peer
        }
        checks.check("token", by: check, then: outcomes.add)
        #expect(outcomes.value == Array(repeating: isGood, count: 20))
        #expect(count == 1)
    }

    @Test func `who comes later, and who comes with another token, is checked anew`() {
        let checks = SharedChecks()
        let outcomes = Outcomes()
        checks.check("token", by: { throw Refused() }, then: outcomes.add)
        checks.check(
            "token",
            by: {
                checks.check("another", by: { throw Refused() }, then: outcomes.add)
                return .peer
            }, then: outcomes.add)
        #expect(outcomes.value == [false, false, true])
    }
}
