import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// What becomes of an advance that was taken back, and of the works that it had released, on the board.
@Suite(.serialized) struct TakenBackTests {
    @Test(.database) func `an advance that was taken back is owed no more, and its works wait again`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening)
            try await notices.receive(Story.plans)
            try await notices.receive([Story.works[0]])
            let released: BoardFigures = try await notices.read("board")
            #expect(released.advancesOwed == Samples.money("70000"))
            #expect(released.buildings[0].lifts.map(\.stage) == ["released", "held"])

            try await notices.receive(Self.facts)

            let board: BoardFigures = try await notices.read("board")
            #expect(board.advancesOwed == .zero)
            #expect(board.buildings[0].lifts.map(\.stage) == ["held", "held"])
            let chinese = try await notices.get("/c/runfeng?lang=zh").text
            #expect(!chinese.contains("物业公司垫资 70,000.00 元，"))
            let told: NoticesAnswer = try await notices.read("notices?limit=2")
            #expect(told.notices.map(\.kind) == ["order-held", "advance-reversed"])
            #expect(
                told.notices.map(\.text) == [
                    "The advance for it was taken back on 4 May 2023; the overhaul waits for money again.",
                    "It was recorded by mistake and taken back on 4 May 2023. Nothing is owed by it.",
                ])
        }
    }

    @Test(.database) func `works under a decision that was set aside are not said to wait for money`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening)
            try await notices.receive(Story.plans)
            try await notices.receive([
                Story.works[0],
                ResolutionSetAside(
                    assembly: Samples.assembly, item: Samples.item, by: .court, document: Digest256(of: [7]),
                    on: Samples.day("2023-05-02")),
            ])

            try await notices.receive(Self.facts)

            let board: BoardFigures = try await notices.read("board")
            #expect(board.buildings[0].lifts.map(\.stage) == ["no-works", "no-works"])
            let told: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(
                told.notices.first?.text
                    == "The advance for it was taken back on 4 May 2023, and the decision to collect was set aside: "
                    + "the overhaul is not released any more.")
            let chinese = try await notices.get("/c/runfeng?lang=zh").text
            #expect(chinese.contains("原定的垫资已于2023年5月4日撤销，筹集的决定也已被撤销，大修不再放行。"))
        }
    }

    private static let facts: [any DistrictEvent] = [
        AdvanceReversed(
            campaign: Samples.campaign, advance: Samples.parsed("A1"), amount: Samples.money("70000"),
            uncovered: [Samples.lifts[0]], reversedOn: Samples.day("2023-05-04")),
        OrderHeld(order: Samples.order, lift: Samples.lifts[0], heldOn: Samples.day("2023-05-04")),
    ]
}
