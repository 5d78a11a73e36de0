import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// What stands still between two services, by what each says of itself.
@Suite(.timeLimit(.minutes(1))) struct EventsLagTests {
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

    @Test(arguments: ["", "--json"])
    func `of services that do not answer each is named, and what the others say is shown`(form: String) async throws {
        let told = StubGateway.done(Self.said(follows: ["registry", "funds", "notices"]))
        let answers = [
            StubGateway.done(Self.said(follows: [])), told, StubGateway.refused(503, "not-ready"), told, "",
        ]
        try await StubGateway.answering(answers) { url in
            let run = try await TongtiProcess.run(#""$TONGTI" events lag \#(form) --token t --url \#(url)"#)

            #expect(run.status == .exited(3), "\(run.err)")
            #expect(run.err.contains("No answer of funds: ") && run.err.contains("No answer of notices: "))
            for service in ["registry", "ballots", "workorders"] { #expect(run.out.contains(service), "\(run.out)") }
            for service in ["funds", "notices"] { #expect(!run.out.contains(service), "\(run.out)") }
            guard form == "--json" else { return }
            let pairs = try JSONDecoder().decode(JSONValue.self, from: Data(run.out.utf8)).items
            #expect(pairs.map { $0["follower"].string } == ["ballots", "workorders"])
            let last = try #require(run.err.split(separator: "\n").last)
            #expect(try JSONDecoder().decode(JSONValue.self, from: Data(last.utf8))["exit"] == .integer(3))
        }
    }

    @Test func `where every service refuses the caller that is told, and nothing is shown`() async throws {
        let answers = ServiceName.allCases.map { _ in StubGateway.refused(401, "token-refused") }
        try await StubGateway.answering(answers) { url in
            let run = try await TongtiProcess.run(#""$TONGTI" events lag --token t --url \#(url)"#)

            #expect(run.status == .exited(1) && run.out.isEmpty)
            #expect(run.err.contains("token-refused") && !run.err.contains("No answer"), "\(run.err)")
        }
    }

    /// What a service says that has recorded 7 events of one shard.
    private static func said(follows: [String]) -> String {
        #"{"recorded": {"3": 7}, "sent": {"3": 7}, "applied": {}, "follows": \#(follows), "forked": [], "stopped": []}"#
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
