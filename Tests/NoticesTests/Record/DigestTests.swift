import EventLog
import Logging
import Model
import Postgres
import ServiceLifecycle
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

@Suite(.serialized, .timeLimit(.minutes(2))) struct DigestTests {
    private static let story =
        Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans

    @Test(.database) func `a day's digests are published when the next one starts`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-12"))])
            try await notices.receive([Story.payments[0]])
            try await notices.receive([DayStarted(day: Samples.day("2023-04-13"))])
            try await notices.receive([Story.payments[1], Story.payments[2], Story.payments[4], Story.works[1]])
            try await notices.receive([DayStarted(day: Samples.day("2023-04-14"))])

            let one: DigestsAnswer = try await notices.read("digests?building=1")
            #expect(one.digests.map(\.day.description) == ["2023-04-13", "2023-04-12", "2023-04-01"])
            #expect(
                one.digests[0].figures
                    == DigestFigures(
                        units: 2, paidUnits: 1, newlyPaidUnits: 1, due: Samples.money("3586.00"),
                        received: Samples.money("1793.00"), receivedToday: Samples.money("793.00"), lifts: 2,
                        liftsDone: 0,
                        liftsUnderWork: 1, fundedOn: Samples.day("2023-04-13")))
            #expect(one.digests[1].figures.receivedToday == Samples.money("1000.00"))
            #expect(one.digests[1].figures.fundedOn == nil)

            let all: DigestsAnswer = try await notices.read("digests")
            let published = try await notices.published(DigestPublished.self, of: Samples.community)
            #expect(published.count == 6)
            #expect(
                Set(all.digests.map { "\($0.day) \($0.building)" }) == Set(published.map { "\($0.day) \($0.building)" })
            )
        }
    }

    @Test(.database) func `what arrives late is new in the next digest, what is dated later waits`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-13"))])
            // A payment dated tomorrow is here already, one of yesterday comes after the day's digest.
            try await notices.receive([
                Story.payments[1], Story.payments[3], DayStarted(day: Samples.day("2023-04-14")),
            ])
            try await notices.receive([Story.payments[0], DayStarted(day: Samples.day("2023-04-15"))])

            let one: DigestsAnswer = try await notices.read("digests?building=1&limit=2")
            let figures = one.digests.map(\.figures)
            #expect(figures.map(\.received) == [Samples.money("3793.00"), Samples.money("793.00")])
            #expect(figures.map(\.receivedToday) == [Samples.money("3000.00"), Samples.money("793.00")])
            #expect(figures.map(\.newlyPaidUnits) == [1, 1])
        }
    }

    @Test(.database) func `days that are skipped have no digest, and a day started twice publishes once`() async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            let june = DayStarted(day: Samples.day("2023-06-01"))
            try await notices.receive([june, june, DayStarted(day: Samples.day("2023-05-01"))])
            let digests: DigestsAnswer = try await notices.read("digests")
            #expect(digests.digests.map(\.day.description) == ["2023-04-01", "2023-04-01"])
        }
    }

    @Test(.database) func `pages of digests follow on each other, and a wrong cursor is refused`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            for day in 2...5 { try await notices.receive([DayStarted(day: Samples.day("2023-04-0\(day)"))]) }
            var seen: [String] = []
            var cursor = ""
            repeat {
                let page: DigestsAnswer = try await notices.read("digests?limit=3\(cursor)")
                seen += page.digests.map { "\($0.day) \($0.building)" }
                cursor = page.next.map { "&cursor=\($0)" } ?? "end"
            } while cursor != "end"
            #expect(seen == (1...4).reversed().flatMap { ["2023-04-0\($0) 1", "2023-04-0\($0) 2"] })
            #expect(try await notices.get("/v1/communities/runfeng/digests?cursor=2023-04-01").status == 400)
        }
    }

    @Test(.database) func `by the clock the digests of yesterday are published, once`() async throws {
        try await NoticesHarness.run(isScenario: false) { notices in
            try await notices.receive(Self.story)
            // Twice, as two processes on one database would.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for part in notices.service.background + notices.service.background {
                    group.addTask { try await part.run() }
                }
                defer { group.cancelAll() }
                while try await notices.published(DigestPublished.self, of: Samples.community).isEmpty {
                    await Task.yield()
                }
            }
            let published = try await notices.published(DigestPublished.self, of: Samples.community)
            #expect(published.map(\.building.description) == ["1", "2"])
            let answer: DigestsAnswer = try await notices.read("digests")
            #expect(answer.digests.count == 2)
        }
    }
}
