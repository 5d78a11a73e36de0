import Foundation
import Model
import Postgres
import ServiceLifecycle
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct ClosingTests {
    private typealias Owner = TestCommunity.Owner

    private static func name() -> String { "c\(UUID().uuidString.prefix(8).lowercased())" }

    @Test func `everybody's votes decide each item, and what passed is published with its mandate`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openAssembly(at: ballots)
            let voters = [
                ("1-1-101", Owner.anna), ("1-1-201", Owner.bao), ("2-1-101", Owner.ding), ("2-1-203", Owner.developer),
            ]
            for (unit, owner) in voters {
                let choice = owner == Owner.developer ? "against" : "for"
                #expect(try await community.vote(unit, by: owner, choice, at: ballots).status == 201)
                #expect(try await community.vote(unit, by: owner, "abstain", item: "rules", at: ballots).status == 201)
            }

            let closed = try await community.close(at: ballots)

            #expect(closed.status == 200)
            let assembly = try closed.decode(AssemblyText.self)
            #expect(assembly.state == "closed")
            #expect(assembly.items.map { $0.result?.outcome } == ["passed", "rejected"])
            #expect(assembly.items[0].result?.inFavour == Samples.weight(300_00, 3))
            #expect(assembly.items[0].result?.against == Samples.weight(99_99, 1))
            #expect(assembly.items[1].result?.abstained == Samples.weight(399_99, 4))
            let passed = try await ballots.published(ResolutionPassed.self, of: community.id)
            #expect(passed.map(\.item.description) == ["overhaul"])
            #expect(passed.first?.mandate == (try Samples.collect()))
            let notPassed = try await ballots.published(ResolutionNotPassed.self, of: community.id)
            #expect(notPassed.map(\.result.outcome) == [.rejected])

            #expect(try await community.close(at: ballots).status == 200)
            #expect(try await ballots.published(AssemblyClosed.self, of: community.id).count == 1)
            let late = try await community.vote("1-1-101", by: Owner.anna, at: ballots)
            #expect(try late.slug == "voting-closed")
            #expect(try await community.handIn(TestCommunity.paper("1-1-101"), at: ballots).slug == "voting-closed")
        }
    }

    @Test func `there is no early close while somebody can still vote, except in a story`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            #expect(try await community.close(at: ballots).slug == "not-open-yet")
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).slug == "not-open-yet")
            _ = try await community.open(at: ballots)
            #expect(try await community.close(at: ballots).slug == "not-due")
        }
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openAssembly(at: ballots)
            let closed = try await community.close(at: ballots)
            #expect(
                try closed.decode(AssemblyText.self).items.map { $0.result?.outcome } == ["notQuorate", "notQuorate"])
        }
    }

    @Test func `of two who close at once one closes`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openAssembly(at: ballots)

            async let one = community.close(at: ballots)
            async let other = community.close(at: ballots)

            #expect(try await [one.status, other.status] == [200, 200])
            #expect(try await ballots.published(AssemblyClosed.self, of: community.id).count == 1)
            #expect(try await ballots.published(ResolutionNotPassed.self, of: community.id).count == 2)
        }
    }

    @Test func `nobody closes while the clocks tell different times`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small(Self.name())
            try await community.openAssembly(at: ballots)
            let close = CloseAssembly(
                log: ballots.log, assemblies: AssemblyStore(), votes: VoteStore(), returns: ReturnsStore(),
                rules: RulesStore(), calendar: try WorkCalendar.announced(), days: DistrictCalendar(isScenario: false),
                clocks: SharedClockWatch(machine: { Timestamp(microseconds: 0) }), mayBeEarly: false)

            await #expect(throws: BallotsError.clockNotTrusted) {
                try await close(AssemblyID(parsing: "2023-lifts"), in: community.id, claim: nil)
            }
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).status == 201)
        }
    }

    /// Every vote that was answered with a receipt is in the count, and none came after the close.
    @Test func `a close in the middle of many votes splits them cleanly`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.large(300, Self.name())
            try await community.openAssembly(at: ballots)
            var random = SeededGenerator()
            print("seed \(random.seed)")
            let closeAfter = Int.random(in: 20..<280, using: &random)
            let units = community.units.shuffled(using: &random)

            let accepted = try await withThrowingTaskGroup(of: Bool?.self) { group in
                for (index, unit) in units.enumerated() {
                    if index == closeAfter {
                        group.addTask {
                            let closed = try await community.close(at: ballots)
                            #expect(closed.status == 200)
                            return nil
                        }
                    }
                    group.addTask {
                        let answer = try await community.vote(unit.unit.description, by: unit.voter, at: ballots)
                        if answer.status != 201 { #expect(try answer.slug == "voting-closed") }
                        return answer.status == 201
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 == true ? 1 : 0 }
            }

            let assembly = try await community.show(at: ballots)
            #expect(assembly.items[0].result?.inFavour.heads == Int64(accepted))
            try await Self.checkOrder(ballots, community, votes: accepted)
        }
    }

    @Test func `an assembly closes by itself at its time, and no vote is taken from then on`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.large(2_000, Self.name())
            try await community.openAssembly(at: ballots, closesIn: .seconds(2))

            try await withThrowingTaskGroup(of: Void.self) { background in
                for part in ballots.service.background { background.addTask { try await part.run() } }
                defer { background.cancelAll() }
                let accepted = try await Self.voteUntilClosed(ballots, community)
                try await waitWhile { try await community.show(at: ballots).state != "closed" }
                let assembly = try await community.show(at: ballots)

                #expect(assembly.items[0].result?.inFavour.heads == Int64(accepted))
                #expect(try #require(assembly.closedAt) >= assembly.closesAt)
                let late = try await ballots.pool.withConnection {
                    try await $0.query(
                        """
                        SELECT count(*)
                        FROM vote
                        JOIN assembly ON assembly.number = vote.assembly
                        WHERE vote.accepted_at >= assembly.closes_at
                        """,
                        as: Int.self)
                }
                #expect(late == [0])
                try await Self.checkOrder(ballots, community, votes: accepted)
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an assembly that cannot be closed keeps nobody else's open`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let (stuck, other) = (try TestCommunity.small(Self.name()), try TestCommunity.small(Self.name()))
            try await stuck.openAssembly(at: ballots, closesIn: .seconds(1))
            try await other.openAssembly(at: ballots, closesIn: .seconds(2))
            try await ballots.pool.withConnection { connection in
                try await connection.execute("INSERT INTO rule_pack (hash, pack) VALUES (sha256('{}'), '{}')")
                try await connection.execute(
                    "UPDATE assembly SET rules = sha256('{}') WHERE community = \(stuck.id)")
            }

            try await withThrowingTaskGroup(of: Void.self) { background in
                for part in ballots.service.background { background.addTask { try await part.run() } }
                defer { background.cancelAll() }
                try await waitWhile { try await other.show(at: ballots).state != "closed" }
            }

            #expect(try await stuck.show(at: ballots).state == "open")
        }
    }

    /// Eight voters at a time go on, round and round, until they are told that the voting is over.
    ///
    /// - Returns: how many votes were taken.
    private static func voteUntilClosed(_ ballots: TestBallots, _ community: TestCommunity) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    var accepted = 0
                    for step in 0... {
                        let unit = community.units[(lane + 8 * step) % community.units.count]
                        let answer = try await community.vote(unit.unit.description, by: unit.voter, at: ballots)
                        if answer.status == 201 {
                            accepted += 1
                        } else if try answer.slug != "already-voted" {
                            #expect(try answer.slug == "voting-closed")
                            break
                        }
                    }
                    return accepted
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// The close comes after every vote, in the log as in the table.
    private static func checkOrder(_ ballots: TestBallots, _ community: TestCommunity, votes: Int) async throws {
        let types = try await ballots.pool.withConnection {
            try await $0.query(
                "SELECT type FROM outbox WHERE community = \(community.id) ORDER BY shard, pos", as: String.self)
        }
        let closing = try #require(types.firstIndex(of: AssemblyClosed.type.description))
        #expect(types.filter { $0 == VoteAccepted.type.description }.count == votes)
        #expect(!types[closing...].contains(VoteAccepted.type.description))
        let afterClose = try await ballots.pool.withConnection {
            try await $0.query(
                """
                SELECT count(*)
                FROM vote
                JOIN assembly ON assembly.number = vote.assembly
                WHERE assembly.community = \(community.id)
                    AND vote.accepted_at > assembly.closed_at
                """,
                as: Int.self)
        }
        #expect(afterClose == [0])
    }
}
