import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// Money leaves a campaign only under a decision about that money.
@Suite(.serialized) struct MandateTests {
    @Test(.database) func `what owners allowed of one campaign's money is not paid out of another's`() async throws {
        try await Self.run { story in
            try await story.pass(.collect(Samples.mandate()), item: "raise", of: "2022-roof")
            try await story.pass(.spend(Self.spend("1000.00")), item: "spend", of: "2022-roof")

            #expect(try await story.payOut("300.00").slug == "no-mandate")

            // A collection of the mandate's own assembly that still waits for the roll is the one it is over.
            try await story.receive(Story.recorded([("3-1-101", "50.00")]))
            try await story.pass(.collect(Samples.mandate()), item: "raise", of: "2023-stairs")
            try await story.pass(.spend(Self.spend("1000.00")), item: "spend", of: "2023-stairs")
            #expect(try await story.payOut("300.00").slug == "no-mandate")

            try await story.pass(.spend(Self.spend("500.00")), item: "spend")
            let paid = try await story.payOut("300.00")
            #expect(paid.status == 201)
            #expect(paid.text.contains(#""assembly":"2023-lifts""#))
        }
    }

    @Test(.database) func `a collection that was set aside before it opened still says whose money was meant`()
        async throws
    {
        try await Self.run { story in
            try await story.receive(Story.recorded([("3-1-101", "50.00")]))
            try await story.pass(.collect(Samples.mandate()), item: "raise", of: "2023-stairs")
            try await story.pass(.spend(Self.spend("1000.00")), item: "spend", of: "2023-stairs")
            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-stairs"), item: Samples.code("raise"), by: .court,
                    document: Digest256(of: [7]), on: Samples.day("2023-05-01")))
            try await story.receive(Story.complete)
            #expect(try await story.payOut("300.00").slug == "no-mandate")
            #expect(try await story.published(CampaignOpened.self).count == 1)
        }
    }

    @Test(.database) func `a collection that waits for the roll says nothing about another whose code reads alike`()
        async throws
    {
        try await Self.run { story in
            try await story.receive(Story.recorded([("3-1-101", "50.00")]))
            // Of the assembly `2023` the item `lifts-raise` reads like what has opened.
            try await story.pass(.collect(Samples.mandate(rate: "1.00")), item: "lifts-raise", of: "2023")
            try await story.pass(.spend(Self.spend("1000.00", in: "1")), item: "spend", of: "2023")
            #expect(try await story.payOut("300.00").slug == "no-mandate")

            try await story.receive(Story.complete)
            let opened = try await story.published(CampaignOpened.self)
            #expect(opened.map(\.campaign.description) == ["2023-lifts-raise", "2023-lifts-raise-2"])
            #expect(try await story.payOut("300.00").slug == "no-mandate")
        }
    }

    @Test(.database) func `what is left of a general decision adds nothing to a campaign that has its own`()
        async throws
    {
        try await Self.run { story in
            try await story.pass(.spend(Self.spend("1000.00")), item: "spend", of: "2021-general")
            #expect(try await story.payOut("100.00", reference: "P-0").status == 201)

            try await story.pass(.spend(Self.spend("500.00")), item: "spend")
            #expect(try await story.payOut("500.01").slug == "cap-exceeded")
            #expect(try await story.payOut("500.00").status == 201)
            #expect(try await story.payOut("0.01", reference: "P-2").slug == "cap-exceeded")
        }
    }

    @Test(.database) func `a decision that names a campaign is over that campaign's money, whoever made it`()
        async throws
    {
        try await Self.run { story in
            let (here, elsewhere) = (Samples.campaign, Samples.code("2024-other") as CampaignID)
            try await story.pass(.spend(Self.spend("700.00", of: elsewhere)), item: "other")
            #expect(try await story.payOut("300.00").slug == "no-mandate")
            try await story.pass(.spend(Self.spend("500.00", of: here)), item: "spend", of: "2024-more")
            #expect(try await story.payOut("500.01").slug == "cap-exceeded")
            let paid = try await story.payOut("500.00")
            #expect(paid.status == 201)
            #expect(paid.text.contains(#""assembly":"2024-more""#))
        }
    }

    @Test(.database, arguments: [nil, Samples.campaign] as [CampaignID?])
    func `one building's vote spends nothing of what two have paid, and leaves them the decision of both`(
        named: CampaignID?
    ) async throws {
        try await Self.run { story in
            try await story.pass(.spend(Self.spend("900.00", in: "1", of: named)), item: "spend", of: "2024-one")
            let refused = try await story.payOut("300.00")
            #expect(try refused.slug == "no-mandate")

            try await story.pass(.spend(Self.spend("500.00")), item: "spend", of: "2024-both")
            let paid = try await story.payOut("500.00")
            #expect(paid.status == 201)
            #expect(paid.text.contains(#""assembly":"2024-both""#))
        }
    }

    // MARK: - A completed order of 1,500.00 and 5,000.00 in the account

    private static func run(_ body: @escaping @Sendable (Story) async throws -> Void) async throws {
        try await Story.run { story in
            try await story.receive(
                OrderCompleted(
                    order: Story.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"),
                    cost: Samples.money("1500.00"), report: "AR-1", completedOn: Samples.day("2023-06-20")))
            for unit in ["1-1-101", "1-1-102"] { _ = try await story.pay("r \(unit)", unit, "1793.00") }
            try await body(story)
            #expect(try await story.books().total == .zero)
        }
    }

    private static func spend(
        _ cap: String, in building: String? = nil, of campaign: CampaignID? = nil
    ) -> Mandate.Spend {
        Mandate.Spend(
            cap: Samples.money(cap), scope: Mandate.Scope(buildings: building.map { [Samples.parsed($0)] }),
            campaign: campaign)
    }
}
