import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// Two processes of every service work on one database, as when a district is brought up to date while it is in use.
@Suite(.serialized, .timeLimit(.minutes(8))) struct SecondProcessTests {
    private struct Killing: Sendable {
        let service: ServiceName
        let isSecond: Bool
    }

    // `static`: both apply every shard. `group`: they share the shards, as in the containers.
    @Test(arguments: ["static", "group"])
    func `two processes of each service take turns and die, and the story ends with its figures`(
        sharing: String
    ) async throws {
        let given = ProcessInfo.processInfo.environment["TONGTI_SEED"].flatMap(UInt64.init)
        var random = SeededGenerator(seed: given ?? .random(in: 0...UInt64.max))
        print("SecondProcessTests: \(sharing), seed \(random.seed)")
        let scenario = try Scenario(directory: SourceRoot.path + "/deploy/scenarios/sanlou")
        var killings = ServiceName.allCases.flatMap { service in
            [false, true].map { Killing(service: service, isSecond: $0) }
        }
        killings.shuffle(using: &random)
        let days = (1..<scenario.days.count).shuffled(using: &random).prefix(killings.count)
        let plan = Dictionary(uniqueKeysWithValues: zip(days, killings))
        var configuration = try DistrictConfiguration.temporary()
        configuration.isScenario = true
        configuration.additional["TONGTI_KAFKA_SHARING"] = sharing
        let brokers = sharing == "group" && configuration.kafkaBootstrapServers == nil ? try MockCluster() : nil
        if let brokers { try Self.prepare(brokers, for: &configuration) }
        defer { withExtendedLifetime(brokers) {} }

        try await District.run(configuration) { district in
            try await SecondProcesses.run(beside: district) { second in
                var client = ServiceClient(DistrictAddress(url: second.url, internalKeyFile: district.internalKeyFile))
                client.patience = .seconds(60)
                let player = try await ScenarioPlayer(scenario, client: client)
                try await withThrowingTaskGroup { group in
                    try await player.play { _, number, _ in
                        guard let killing = plan[number + 1] else { return }
                        // While the next day begins.
                        group.addTask {
                            if killing.isSecond {
                                try await second.kill9(killing.service)
                            } else {
                                try await district.kill9(.service(killing.service))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await district.awaitReady()
                try await second.awaitReady()
                // Asked of the two processes of each service by turns.
                try await CleanDistrict.expect(client)
                let report = try await ScenarioReport.make(of: scenario, client: client)
                #expect(report.isRight, "seed \(random.seed)\n\(report.table)")
                #expect(second.starts.values.allSatisfy { $0 == 2 }, "seed \(random.seed): \(second.starts)")
                #expect(district.state.parts.count { $0.starts > 1 } == ServiceName.allCases.count)
            }
        }
    }

    /// The local broker lets no second member into a group; librdkafka's own brokers do, but make no topics.
    private static func prepare(_ brokers: MockCluster, for configuration: inout DistrictConfiguration) throws {
        configuration.kafkaBootstrapServers = brokers.bootstrapServers
        configuration.additional["TONGTI_KAFKA_TOPICS"] = "shared"
        // After each of ten kills the group waits for so long for who was killed. It must be longer than the 3 seconds for which
        // these brokers let a new group wait for its members: who is silent for a session's time is forgotten there, also one
        // that waits. With 2 seconds a second process that began 3 seconds after the first left both without shards for minutes.
        configuration.additional["TONGTI_KAFKA_SESSION_TIMEOUT_MS"] = "5000"
        for service in ServiceName.allCases {
            try brokers.create("shared.\(service.rawValue)", partitions: Shard.count)
        }
    }
}
