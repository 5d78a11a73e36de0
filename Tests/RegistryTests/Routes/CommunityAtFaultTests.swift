import HTTPTypes
import Model
import Postgres
import Repetition
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Work over many communities goes on past one whose rows cannot be read.
struct CommunityAtFaultTests {
    private static let day = TestBodies.day("2023-07-17")

    /// Runs a registry with two communities, each with a committee whose term ends in the October of 2023.
    private static func run(
        _ body: @escaping @Sendable (_ first: TestRegistry, _ last: TestRegistry) async throws -> Void
    ) async throws {
        try await TestRegistry.run { first in
            let last = first.at("yanye")
            try await last.register("yanye")
            for registry in [first, last] {
                let roll = RollText().row("1-1-101", "R1").row("1-1-102", "R2")
                #expect(try await registry.importRoll(roll).status == 200)
                _ = try await registry.adopt(try Self.pack)
            }
            try await first.start("2023-06-01")
            for registry in [first, last] {
                let seated = try await registry.body(
                    post: "",
                    """
                    {"code": "pmc", "kind": "propertyManagementCommittee", "origin": "elected",
                     "seatedOn": "2023-04-03", "termEndsOn": "2023-10-01",
                     "members": [{"ownerRef": "R1", "office": "chair"}]}
                    """)
                #expect(seated.status == 201, "\(seated.text)")
            }
            try await body(first, last)
        }
    }

    private static var pack: RulePack {
        get throws { try TestBodies.pack([.pmcSizeLeast: "1"]) }
    }

    private static func keepRules(_ bytes: [UInt8], in registry: TestRegistry) async throws {
        try await registry.run("UPDATE rule_pack SET pack = \(bytes) WHERE community = \(registry.community)")
    }

    private static func daysTold(_ registry: TestRegistry) async throws -> [Day] {
        try await registry.published(DayStarted.self).map(\.day)
    }

    @Test(.database) func `a day is told past a community at fault, and the answer names it`() async throws {
        try await Self.run { first, last in
            try await Self.keepRules(Array("{".utf8), in: first)
            func start() async throws -> TestRegistry.Reply {
                try await first.call(.post, "/v1/day", as: first.bearer(.operator), #"{"day": "\#(Self.day)"}"#)
            }

            let answer = try await start()

            #expect(answer.status == 500, "\(answer.text)")
            #expect(answer.text.contains("Not yet told of the day: runfeng."), "\(answer.text)")
            #expect(try await Self.daysTold(first).last != Self.day)
            #expect(try await Self.daysTold(last).last == Self.day)
            #expect(try await last.published(BodyEnding.self).map(\.warnedOn) == [Self.day])

            try await Self.keepRules(try Self.pack.canonicalBytes(), in: first)
            let again = try await start()
            #expect(again.text.contains(#""told":1"#), "\(again.text)")
            #expect(try await Self.daysTold(first).last == Self.day)
            #expect(try await first.published(BodyEnding.self).map(\.warnedOn) == [Self.day])
        }
    }

    @Test(.database) func `the clock warns of terms that end past a community at fault`() async throws {
        try await Self.run { first, last in
            try await Self.keepRules(Array("{".utf8), in: first)
            let log = KeptLog()
            let expiry = WarnOfExpiry(desk: BodyDesk(calendar: try WorkCalendar.announced()))

            let left = await #expect(throws: LeftOver<CommunityID>.self) {
                try await expiry.sweep(on: Self.day, first.service.log, log.logger)
            }

            #expect(left?.items == [first.community])
            #expect(log.lines == ["error: one of many is at fault runfeng looking at terms"])
            #expect(try await last.published(BodyEnding.self).map(\.warnedOn) == [Self.day])
        }
    }

    @Test(.database) func `mergers are told past a community at fault`() async throws {
        try await Self.run { first, last in
            try await first.register("area")
            for (registry, buildings) in [(first, "[]"), (last, "{}")] {
                try await registry.run(
                    """
                    UPDATE community
                    SET merged_into = 'area', merged_on = '2023-06-01', merged_basis = 'x',
                        merged_buildings = \(PostgresJSON(bytes: Array(buildings.utf8))), merged_by = 'x'
                    WHERE code = \(registry.community)
                    """)
            }
            let log = KeptLog()
            let tell = TellMergers(
                log: first.service.log, desk: BodyDesk(calendar: try WorkCalendar.announced()), logger: log.logger)

            let left = await #expect(throws: LeftOver<CommunityID>.self) { try await tell.now() }

            #expect(left?.items == [first.community])
            #expect(log.lines == ["error: one of many is at fault runfeng telling mergers"])
            #expect(try await last.published(CommunityMerged.self).count == 1)
        }
    }
}
