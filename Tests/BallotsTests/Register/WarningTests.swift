import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Who knew in time what silence means (R-S-03, R-S-05).
@Suite struct WarningTests {
    @Test(.database)
    func `the database and the rules agree on who was told in time what silence means`() async throws {
        var random = SeededGenerator()
        let lastDay = try Day(parsing: "2023-07-10")
        let deliveries = try (0..<1_000).map { _ in
            Delivery(
                unit: try UnitCode(parsing: "1-1-101"), papers: 1,
                method: try #require(Delivery.Method.allCases.randomElement(using: &random)),
                deliveredOn: Bool.random(using: &random)
                    ? lastDay.advanced(by: Int64.random(in: -3...2, using: &random)) : nil,
                evidence: Bool.random(using: &random) ? Samples.digest("receipt") : nil,
                isWarned: Bool.random(using: &random), collector: "c")
        }
        try await TestBallots.run(isScenario: false) { [seed = random.seed] ballots in
            let answers = try await ballots.pool.withConnection { connection in
                try await connection.query(
                    """
                    SELECT is_warning(warned, delivered_on, evidence, method, \(lastDay))
                    FROM unnest(
                        \(deliveries.map(\.isWarned)), \(deliveries.map(\.deliveredOn)), \(deliveries.map(\.evidence)),
                        \(deliveries.map(\.method))
                    ) WITH ORDINALITY AS row (warned, delivered_on, evidence, method, place)
                    ORDER BY place
                    """,
                    as: Bool.self)
            }
            #expect(answers.count == deliveries.count && Set(answers).count == 2, "seed \(seed)")
            for (delivery, answer) in zip(deliveries, answers) {
                #expect(delivery.isWarning(by: lastDay) == answer, "seed \(seed): \(delivery)")
            }
        }
    }
}
