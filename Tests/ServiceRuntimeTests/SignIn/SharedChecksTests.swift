import Synchronization
import Testing

@testable import ServiceRuntime

@Suite struct SharedChecksTests {
    private struct Refused: Error {}

    private final class Count: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    @Test(arguments: [true, false]) func `those who come together share one check and its outcome`(isGood: Bool) async {
        let checks = SharedChecks()
        let gate = Gate()
        let count = Count()
        let outcomes = await withTaskGroup(of: Bool.self, returning: [Bool].self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        let caller = try await checks.caller("token") {
                            count.add()
                            await gate.wait()
                            if !isGood { throw Refused() }
                            return .peer
                        }
                        return caller == .peer
                    } catch {
                        return !(error is Refused)
                    }
                }
            }
            while checks.waiting(for: "token") < 19 { await Task.yield() }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: isGood, count: 20))
        #expect(count.value == 1)
    }

    @Test func `who comes later checks anew`() async throws {
        let checks = SharedChecks()
        await #expect(throws: Refused.self) { try await checks.caller("token") { throw Refused() } }
        #expect(try await checks.caller("token") { .peer } == .peer)
    }
}
