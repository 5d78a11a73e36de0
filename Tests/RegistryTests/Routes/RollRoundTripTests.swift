import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// An exported roll imports to the same roll, whatever has become of it.
struct RollRoundTripTests {
    private static let kinds = ["person", "company", "developer"]

    /// An owner of this number, who is the same in every row.
    private static func row(_ unit: Int, _ owner: Int, in roll: RollText) -> RollText {
        roll.row(
            "\(unit % 3 + 1)-1-\(100 + unit)", "r\(owner)", use: unit % 4 == 0 ? "shop" : "dwelling",
            kind: kinds[owner % 3], name: "业主 \(owner)", phone: owner % 2 == 0 ? "" : "1380000\(1000 + owner)",
            source: unit % 5 == 0 ? "survey" : nil)
    }

    private static func roll(of units: Range<Int>, _ random: inout SeededGenerator) -> RollText {
        units.reduce(RollText()) { text, unit in
            Set((0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 0..<12, using: &random) })
                .shuffled(using: &random).reduce(text) { row(unit, $1, in: $0) }
        }
    }

    private static func expectSame(_ registry: TestRegistry, _ comment: Comment) async throws {
        let export = try await registry.get("roll.csv", as: registry.bearer(.committee)).text
        let events = try await registry.eventCount()

        let again = try await registry.importRoll(export).decode(RollImport.self)

        #expect(again.added.isEmpty && again.changed.isEmpty && again.removed.isEmpty && again.people == 0, comment)
        #expect(try await registry.eventCount() == events, comment)
    }

    @Test(.database) func `an export imports to the same roll after transfers and choices of voters`() async throws {
        try await TestRegistry.run { registry in
            var random = SeededGenerator()
            let path = "/v1/communities/\(registry.community)/roll"
            let committee = try await registry.bearer(.committee)
            let first = Self.roll(of: 0..<20, &random)
            #expect(try await registry.importRoll(first).status == 200)
            for round in 0..<20 {
                let comment = Comment("seed \(random.seed), round \(round)")
                let file = try RollFile(Array(try await registry.get("roll.csv", as: committee).text.utf8))
                let unit = try #require(file.units.randomElement(using: &random))
                let answer: TestRegistry.Reply
                if Bool.random(using: &random), let owner = unit.owners.randomElement(using: &random) {
                    let choice = #"{"unit": "\#(unit.unit)", "ownerRef": "\#(file.owners[owner].ref)"}"#
                    answer = try await registry.call(.post, "\(path)/voter", as: committee, choice)
                } else if let number = Int(unit.unit.number.description) {
                    let sold = Self.roll(of: (number - 100)..<(number - 99), &random)
                    let day = registry.service.calendar.day()
                    answer = try await registry.call(
                        .post, "\(path)/transfers?on=\(day)", as: committee, sold.text, mediaType: "text/csv")
                } else {
                    continue
                }
                #expect(answer.status == 200, "\(comment) \(answer.text)")
                try await Self.expectSame(registry, comment)
            }
        }
    }

    @Test(.database) func `a voter of another kind is chosen with that kind`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A").row("1-1-101", "FIRM", kind: "company")
            #expect(try await registry.importRoll(roll).status == 200)
            let choice = #"{"unit": "1-1-101", "ownerRef": "FIRM"}"#

            for changes in [true, false] {
                let answer = try await registry.call(
                    .post, "/v1/communities/runfeng/roll/voter", as: registry.bearer(.committee), choice)
                #expect(answer.text.contains(#""changed":\#(changes)"#))
            }

            let fact = try #require(try await registry.published(UnitsRecorded.self).last?.units.first)
            #expect(fact.ownerKind == .company)
            try await Self.expectSame(registry, "after the choice")
            #expect(try await registry.importRoll(roll).decode(RollImport.self).changed.isEmpty)
        }
    }

    @Test(.database) func `an export imports to the same roll after a merger`() async throws {
        try await TestRegistry.run { registry in
            var random = SeededGenerator()
            try registry.service.calendar.set(day: try Day(parsing: "2023-05-20"))
            for code in ["east", "west"] {
                try await registry.register(code)
                let part = registry.at(code)
                let roll = Self.roll(of: 0..<12, &random)
                #expect(try await part.importRoll(roll, as: .operator).status == 200)
                let file = try RollFile(roll.bytes)
                for unit in file.units where unit.owners.count > 1 {
                    let choice = #"{"unit": "\#(unit.unit)", "ownerRef": "\#(file.owners[unit.owners[1]].ref)"}"#
                    let chosen = try await part.call(
                        .post, "/v1/communities/\(code)/roll/voter", as: part.bearer(.operator), choice)
                    #expect(chosen.status == 200, "\(chosen.text)")
                }
            }
            let wish = """
                {"from": [{"community": "east"}, {"community": "west", "buildings": [{"before": "1", "after": "4"},
                {"before": "2", "after": "5"}, {"before": "3", "after": "6"}]}], "on": "2023-05-20", "basis": "x"}
                """
            let merged = try await registry.call(
                .post, "/v1/communities/runfeng/mergers", as: registry.bearer(.operator), wish)
            #expect(merged.status == 200, "seed \(random.seed) \(merged.text)")

            try await Self.expectSame(registry, "seed \(random.seed)")
        }
    }
}
