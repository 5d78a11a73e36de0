import Foundation
import Model
import Testing

@testable import tongti

/// What stands still between two services, by what each says of itself.
struct EventsLagTests {
    @Test func `a shard that has stopped is told with why, and an obstacle at either end`() throws {
        let lines = EventsLag.lines(of: [
            .registry: try Self.positions(obstacle: "shard 3: too large"),
            .funds: try Self.positions(
                follows: ["registry", "ballots"], forked: ["registry/3"], stopped: ["registry/5", "ballots/1"]),
            .ballots: try Self.positions(follows: ["registry"], obstacle: "topic tongti.registry has 8 partitions"),
        ])
        let found = lines.map { line in
            "\(line.follower.rawValue) of \(line.source.rawValue): \(line.stopped) \(line.forked) \(line.obstacles)"
        }
        #expect(
            Set(found) == [
                #"funds of ballots: ["ballots/1"] [] ["topic tongti.registry has 8 partitions"]"#,
                #"funds of registry: ["registry/3", "registry/5"] ["registry/3"] ["shard 3: too large"]"#,
                "ballots of registry: [] [] "
                    + #"["shard 3: too large", "topic tongti.registry has 8 partitions"]"#,
            ])
    }

    @Test func `a line that people read ends with what stands still`() throws {
        func line(forked: [String], stopped: [String]) throws -> String {
            let lines = EventsLag.lines(of: [
                .registry: try Self.positions(),
                .funds: try Self.positions(follows: ["registry"], forked: forked, stopped: stopped),
            ])
            return EventsLag.text(try #require(lines.first))
        }
        let level = try line(forked: [], stopped: [])
        #expect(
            try line(forked: ["registry/3"], stopped: ["registry/5", "registry/7"])
                == level + "  other history: registry/3  stopped: registry/5 registry/7")
        #expect(try line(forked: [], stopped: ["registry/5"]) == level + "  stopped: registry/5")
    }

    @Test func `whoever has applied what came after the source had answered is not behind`() {
        let line = EventsLag.Line(
            source: .registry, follower: .funds, recorded: 7, sent: 7, applied: 9, stopped: [], forked: [],
            obstacles: [])
        #expect(EventsLag.text(line).hasSuffix("         9         0"))
    }

    private static func positions(
        follows: [String] = [], forked: [String] = [], stopped: [String] = [], obstacle: String? = nil
    ) throws -> EventsLag.Positions {
        struct Answer: Encodable {
            let recorded = ["3": 7]
            let sent = ["3": 7]
            let applied: [String: [String: Int]] = [:]
            let follows: [String]
            let forked: [String]
            let stopped: [String]
            let obstacle: String?
        }
        let answer = Answer(follows: follows, forked: forked, stopped: stopped, obstacle: obstacle)
        return try JSONDecoder().decode(EventsLag.Positions.self, from: JSONEncoder().encode(answer))
    }
}
