import LocalDistrict
import Model
import TestSupport
import Testing

@testable import EventLog

/// What is said of a broker that lacks what it should hold.
@Suite(.serialized, .timeLimit(.minutes(1))) struct BrokerLossTests {
    @Test(.database) func `a broker is said to have lost events only where some had been sent`() async throws {
        let kept = KeptLog()
        func losses() -> [String] { kept.lines.filter { $0.contains("has lost events") } }
        try await Federation.run(logger: kept.logger) { federation in
            let shard = Shard(of: federation.community).description
            // There is no topic yet, and nothing is sent before the broker was examined.
            try await federation.append(1...3)
            try await federation.untilApplied(3)
            try await waitWhile { try await federation.producer.positions().sent[shard] != 3 }
            #expect(losses().isEmpty)

            try await federation.broker.restart()
            try await federation.append(4...4)
            try await federation.untilApplied(4)
            try await waitWhile { losses().isEmpty }
            // One of sixteen: the others had nothing to lose.
            #expect(losses().first == "notice: the broker has lost events, sending them again 1")
        }
    }
}
