import Foundation
import LocalDistrict
import Model
import ServiceLifecycle
import TestSupport
import Testing

@testable import tongti

/// The main job on the whole district, real servers and all: once in peace, once while everything is killed.
@Suite(.serialized, .timeLimit(.minutes(8))) struct KillTests {
    @Test func `whatever is killed meanwhile, the story ends with the same figures to the fen`() async throws {
        // TONGTI_SEED plays the killings of an earlier run again.
        let given = ProcessInfo.processInfo.environment["TONGTI_SEED"].flatMap(UInt64.init)
        var random = SeededGenerator(seed: given ?? .random(in: 0...UInt64.max))
        print("KillTests: seed \(random.seed)")
        let scenario = try Scenario(directory: SourceRoot.path + "/deploy/scenarios/sanlou")
        let inPeace = try await StoryRun.play(scenario) { _, _ in }

        // Every service, every database server and the broker, each once, on days of its own in an order of its own. A
        // cluster of others is not ours to kill.
        let isBrokerOurs = DistrictConfiguration.givenBootstrapServers == nil
        let victims = DistrictPart.all.filter { $0 != .gateway && ($0 != .broker || isBrokerOurs) }
            .shuffled(using: &random)
        let days = (1..<scenario.days.count).shuffled(using: &random).prefix(victims.count)
        let plan = Dictionary(
            uniqueKeysWithValues: zip(days, victims).map { day, victim in
                (day, Killing(victim: victim, delay: .milliseconds(Int.random(in: 0...150, using: &random))))
            })
        let underFire = try await StoryRun.play(scenario) { day, district in
            guard let killing = plan[day] else { return }
            print("KillTests: day \(day), \(killing.victim) after \(killing.delay)")
            // The moment within the day is random; nothing waits for it.
            try await Task.sleep(for: killing.delay)
            try await district.kill9(killing.victim)
        }

        #expect(underFire.kills == victims.count, "seed \(random.seed)")
        #expect(inPeace.report.isRight, "\(inPeace.report.table)")
        #expect(underFire.report.isRight, "seed \(random.seed)\n\(underFire.report.table)")
        for (place, figures) in inPeace.published {
            #expect(underFire.published[place] == figures, "seed \(random.seed): \(place)")
        }
    }

    private struct Killing: Sendable {
        let victim: DistrictPart
        let delay: Duration
    }
}
