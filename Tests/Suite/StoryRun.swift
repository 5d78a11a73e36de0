import Foundation
import LocalDistrict
import Model
import Synchronization
import Testing

@testable import tongti

/// A scenario played in a fresh district of its own, which is audited then, and what the services published at the end.
struct StoryRun: Sendable {
    let report: ScenarioReport
    /// Answers by their place, without the times of recording and the ids that differ from run to run.
    let published: [String: JSONValue]
    /// Parts that were started more than once.
    let kills: Int

    /// Plays a scenario while `disturb` runs beside each day's deeds, with the day's number.
    ///
    /// - Returns: what was published at the end.
    /// - Throws: what the player and `disturb` throw.
    static func play(
        _ scenario: Scenario, disturb: @escaping @Sendable (Int, District) async throws -> Void
    ) async throws -> StoryRun {
        var configuration = try DistrictConfiguration.temporary()
        configuration.isScenario = true
        return try await District.run(configuration) { (district: District) async throws in
            var client = ServiceClient(
                DistrictAddress(url: district.url, internalKeyFile: district.internalKeyFile))
            client.patience = .seconds(60)
            let player = try await ScenarioPlayer(scenario, client: client)
            try await withThrowingTaskGroup { group in
                try await player.play { _, number, _ in
                    group.addTask { try await disturb(number + 1, district) }
                }
                try await group.waitForAll()
            }
            try await district.awaitReady()
            try await CleanDistrict.expect(district)
            return StoryRun(
                report: try await ScenarioReport.make(of: scenario, client: client),
                published: try await published(scenario, client.bearing(nil)),
                kills: district.state.parts.count { $0.starts > 1 })
        }
    }

    /// Plays a scenario in peace.
    ///
    /// - Returns: what was published at the end, beside what should be.
    static func report(of scenario: Scenario) async throws -> ScenarioReport {
        var configuration = try DistrictConfiguration.temporary()
        configuration.isScenario = true
        return try await District.run(configuration) { (district: District) async throws in
            var client = ServiceClient(DistrictAddress(url: district.url, internalKeyFile: district.internalKeyFile))
            client.patience = .seconds(60)
            try await ScenarioPlayer(scenario, client: client).play { _, _, _ in }
            try await CleanDistrict.expect(district)
            return try await ScenarioReport.make(of: scenario, client: client)
        }
    }

    private static func published(_ scenario: Scenario, _ client: ServiceClient) async throws -> [String: JSONValue] {
        var places: [(ServiceName, String)] = [
            (.registry, "roll"), (.registry, "lifts"), (.ballots, "assemblies/lifts"), (.funds, "campaigns"),
            (.funds, "campaigns/lifts-1"), (.funds, "campaigns/lifts-1/advances"), (.funds, "ledger"),
            (.workorders, "orders?limit=500"), (.workorders, "lifts"), (.notices, "board"),
        ]
        for building in 1...3 { places.append((.notices, "digests?building=\(building)&limit=500")) }
        var answers: [String: JSONValue] = [:]
        for (service, path) in places {
            let answer = try await client.get(service, ResourcePath(below: scenario.script.community.code, path)).json()
            answers["\(service.rawValue)/\(path)"] = answer.withoutWhatDiffers
        }
        return answers
    }
}

extension JSONValue {
    /// Times of recording differ from run to run, and so do owners' ids and whatever is hashed from them.
    fileprivate var withoutWhatDiffers: JSONValue {
        switch self {
        case .array(let items): .array(items.map(\.withoutWhatDiffers))
        case .object(let members):
            .object(
                members.filter { name, _ in
                    !name.hasSuffix("At") && name != "serverTime" && name != "papersUntil"
                        && !name.lowercased().hasSuffix("hash")
                        && name != "rollPosition"
                }.mapValues(\.withoutWhatDiffers))
        case .null, .bool, .integer, .number, .text: self
        }
    }
}
