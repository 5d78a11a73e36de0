import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// How much one command may name, so that what is stored can always be added up.
@Suite(.serialized) struct BoundTests {
    private typealias Reply = ServiceHarness<FundsService>.Reply

    private static let most = "100000000000.00"
    private static let above = "100000000000.01"
    /// By which units of 100 m² owe the most that can be paid at once.
    private static let mandate = Samples.mandate(rate: "1000000000.00")

    @Test(.database, arguments: ["payment", "file", "advance", "payout"])
    func `the most that may be named is taken, and what is above it stores nothing`(_ command: String) async throws {
        try await Story.run(Self.mandate) { story in
            if command == "payout" { try await Self.prepareForPayout(story) }
            let entries = try await story.books().entries
            let facts = try await Self.facts(story)

            let refused = try await Self.send(command, Self.above, story)
            #expect(refused.status == (command == "file" ? 422 : 400))
            #expect(refused.text.contains(Self.most))
            let expected =
                switch command {
                case "file": ["amount_yuan"]
                default: ["amount"]
                }
            #expect(try refused.fields == expected)
            #expect(try await story.books().entries == entries)
            #expect(try await Self.facts(story) == facts)

            let taken = try await Self.send(command, Self.most, story)
            #expect(taken.status == 201, "\(taken.text)")
            #expect(try await story.books().entries > entries)
        }
    }

    @Test(.database) func `what is wrong with a part of an advance is said of the part`() async throws {
        try await Story.run { story in
            let refused = try await Self.advance(story, "a1", Self.most, part: Self.above)
            #expect(refused.status == 400)
            #expect(try refused.fields == ["lifts[0].amount"])
        }
    }

    @Test(.database) func `of the largest amounts there may be two, and everything can still be read`() async throws {
        try await Story.run(Self.mandate) { story in
            for unit in ["1-1-101", "1-1-102"] {
                for number in 1...2 {
                    #expect(try await story.pay("\(unit) \(number)", unit, Self.most).status == 201)
                }
            }
            for number in 1...2 { #expect(try await Self.advance(story, "a\(number)", Self.most).status == 201) }

            let progress = try await story.progress()
            #expect(progress.paid == Samples.money("400000000000.00"))
            #expect(progress.advancesOwed == Samples.money("200000000000.00"))
            #expect(try await story.books().total == .zero)
            for path in [
                "/v1/communities/runfeng/campaigns", "\(Story.campaign)/units/1-1-101", "\(Story.campaign)/advances",
                "/v1/communities/runfeng/ledger/accounts",
            ] {
                #expect(try await story.get(path, as: [.committee]).status == 200, "\(path)")
            }
        }
    }

    @Test(.database) func `advances from before there was a bound are read and added up, however large`()
        async throws
    {
        try await Story.run { story in
            try await story.funds.pool.withConnection { connection in
                for (advance, lift) in [("a1", "1-1-A"), ("a2", "2-1-A")] {
                    try await connection.execute(
                        """
                        INSERT INTO advance (community, advance, campaign, lender, amount, agreed_on, recorded_at)
                        VALUES ('runfeng', \(advance), '2023-lifts-raise', 'other', 5000000000000000000, '2023-05-01',
                            now())
                        """)
                    try await connection.execute(
                        """
                        INSERT INTO advanced_lift (community, advance, lift, amount)
                        VALUES ('runfeng', \(advance), \(lift), 5000000000000000000)
                        """)
                    try await connection.execute(
                        """
                        INSERT INTO ledger_account (community, account, kind, entries, balance)
                        VALUES ('runfeng', 'advances:' || \(advance), 'advances', 1, -5000000000000000000),
                            ('runfeng', 'advanced-works:' || \(lift), 'advanced-works', 1, 5000000000000000000)
                        """)
                }
            }
            let advances = try await story.get("\(Story.campaign)/advances")
            #expect(advances.status == 200)
            #expect(advances.text.contains(#""amount":"100000000000000000.00","items""#))
            #expect(advances.text.contains(#""owed":"100000000000000000.00""#))
            let campaign = try await story.get(Story.campaign)
            #expect(campaign.status == 200)
            #expect(campaign.text.contains(#""advancesOwed":"100000000000000000.00""#))
            for path in ["campaigns", "ledger", "ledger/accounts"] {
                let reply = try await story.get("/v1/communities/runfeng/\(path)", as: [.committee])
                #expect(reply.status == 200, "\(path)")
            }
        }
    }

    private static func facts(_ story: Story) async throws -> Int {
        try await story.published(PaymentRecorded.self).count + story.published(AdvanceMade.self).count
            + story.published(PayoutMade.self).count
    }

    private static func send(_ command: String, _ amount: String, _ story: Story) async throws -> Reply {
        switch command {
        case "file":
            try await story.post(
                "\(Story.campaign)/payments/import",
                "reference,unit,amount_yuan,paid_at,channel,payer\r\nf1,1-1-101,\(amount),2023-06-01,bank,\r\n",
                as: [.collector], mediaType: "text/csv")
        case "advance": try await advance(story, "a1", amount)
        case "payout":
            try await story.payOut(amount)
        default: try await story.pay("r1", "1-1-101", amount)
        }
    }

    private static func advance(
        _ story: Story, _ reference: String, _ amount: String, part: String? = nil
    ) async throws -> Reply {
        try await story.post(
            "\(Story.campaign)/advances",
            """
            {"reference":"\(reference)","lender":"other","amount":"\(amount)","agreedOn":"2023-05-01",
             "lifts":[{"lift":"1-1-A","amount":"\(part ?? amount)"}]}
            """, as: [.committee])
    }

    private static let order: OrderID = Samples.code("2023-lifts-raise.1-1-A")

    /// The works cost the most that may be paid, owners allow it, and twice as much has come in.
    private static func prepareForPayout(_ story: Story) async throws {
        try await story.receive(
            OrderCompleted(
                order: order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"), cost: .commandLimit,
                report: "AR-1", completedOn: Samples.day("2023-06-20")))
        try await story.pass(.spend(Mandate.Spend(cap: .commandLimit, scope: .community)), item: "spend")
        for unit in ["1-1-101", "1-1-102"] { #expect(try await story.pay("r \(unit)", unit, most).status == 201) }
    }
}
