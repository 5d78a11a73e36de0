import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import Testing

@testable import Funds

/// A story in which everything has happened that can happen to money.
struct AuditedStory: Sendable {
    let story: Story

    static let house = "/v1/communities/runfeng/campaigns/2023-lifts-house"
    /// The order for the lift of the second building.
    static let second: OrderID = Samples.code("2023-lifts-raise.2-1-A")

    /// Runs `body` after it.
    static func run(
        isScenario: Bool = false, _ body: @escaping @Sendable (AuditedStory) async throws -> Void
    ) async throws {
        try await Story.run(isOpen: false, isScenario: isScenario) { story in
            let audited = AuditedStory(story: story)
            if isScenario { try await story.begin("2023-06-07") }
            try await audited.decide()
            try await audited.collect()
            if isScenario { try await story.begin("2023-06-20") }
            try await audited.lend()
            try await audited.spend()
            try await audited.leaveWaiting()
            try await story.expectSoundBooks()
            try await body(audited)
        }
    }

    /// Changes rows by hand, as somebody could who has the database.
    func change(_ statements: [SQL]) async throws {
        try await story.funds.pool.withConnection { connection in
            for statement in Self.unlocked + statements { try await connection.execute(statement) }
        }
    }

    private static let unlocked: [SQL] = [
        "ALTER TABLE ledger_transaction DISABLE TRIGGER USER", "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
        "ALTER TABLE payment DISABLE TRIGGER USER", "ALTER TABLE payment_reversal DISABLE TRIGGER USER",
        "ALTER TABLE refund DISABLE TRIGGER USER", "ALTER TABLE advance DISABLE TRIGGER USER",
        "ALTER TABLE advanced_lift DISABLE TRIGGER USER", "ALTER TABLE advance_reversal DISABLE TRIGGER USER",
        "ALTER TABLE repayment DISABLE TRIGGER USER", "ALTER TABLE payout DISABLE TRIGGER USER",
        "ALTER TABLE spend_mandate DISABLE TRIGGER USER", "ALTER TABLE outbox DISABLE TRIGGER USER",
    ]
}

// MARK: - Deeds

extension AuditedStory {
    /// One campaign at 17.93 yuan per m² until half of the amount has come, and one at 0.10 until half of the units
    /// have paid, to which the smallest one owes nothing.
    private func decide() async throws {
        try await story.receive(Story.recorded([("2-1-103", "0.02")]))
        try await story.receive(
            UnitsRecorded(units: [
                UnitRecord(
                    unit: Samples.unit("1-9-1"), floor: "B1", area: Samples.parsed("12.00"), use: .parking,
                    ownerKind: .person, owners: [Story.owner], voter: Story.owner)
            ]))
        try await story.receive(Story.complete)
        try await story.pass(.collect(Samples.mandate(rate: "17.93")), item: "raise")
        let both = Mandate.Scope(buildings: [Samples.parsed("1"), Samples.parsed("2")])
        try await story.pass(.collect(Samples.mandate(rate: "0.10", basis: .households, scope: both)), item: "house")
        try await story.pass(.spend(Mandate.Spend(cap: Samples.money("200.00"), scope: .community)), item: "spend")
        let one = Mandate.Scope(buildings: [Samples.parsed("1")])
        try await story.pass(.spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: one)), item: "more")
    }

    /// A payment of too much, one that is taken back, a refund, and one that came under a decision that was set aside.
    private func collect() async throws {
        #expect(try await story.pay("r1", "1-1-101", "2000.00").status == 201)
        #expect(try await story.pay("R-2", "1-1-102", "1000.00").status == 201)
        let reversal = "\(Story.campaign)/payments/2/reversal"
        #expect(try await story.post(reversal, #"{"reason":"记错户"}"#, as: [.collector]).status == 201)
        #expect(try await story.pay("r-2", "1-1-102", "1000.00").status == 200, "it is not revived")
        try await ask("\(Story.campaign)/units/1-1-101/refunds", #"{"reference":"T-1","amount":"207.00"}"#)
        #expect(try await story.pay("r3", "1-1-101", "0.05").status == 201)

        try await payForHouse("r1", "1-1-101", "10.00")
        try await story.receive(
            ResolutionSetAside(
                assembly: Samples.assembly, item: Samples.code("house"), by: .court, document: Digest256(of: [1]),
                on: Samples.today))
        try await payForHouse("r2", "2-1-101", "8.85")
    }

    private func payForHouse(_ reference: String, _ unit: String, _ amount: String) async throws {
        let reply = try await story.post(
            "\(Self.house)/payments",
            """
            {"reference":"\(reference)","unit":"\(unit)","amount":"\(amount)","paidAt":"2023-06-01T23:30:00+08:00",
             "channel":"bank"}
            """, as: [.collector])
        #expect(reply.status == 201, "\(reply.text)")
    }

    /// Three advances of which one is taken back, and works that take the first, or a part of it.
    private func lend() async throws {
        try await lend("A-1", "1000.00", #"{"lift":"1-1-A","amount":"600.00"},{"lift":"2-1-A","amount":"400.00"}"#)
        try await lend("A-2", "50.00", #"{"lift":"1-1-A","amount":"50.00"}"#)
        try await ask("\(Story.campaign)/advances/A-2/reversal", #"{"reason":"记错"}"#)
        try await lend("A-3", "0.07", #"{"lift":"1-1-B","amount":"0.07"}"#)
        for (order, lift, cost) in [(Story.order, "1-1-A", "900.00"), (Self.second, "2-1-A", "100.00")] {
            try await story.receive(
                OrderCompleted(
                    order: order, campaign: Samples.campaign, lift: Samples.lift(lift), cost: Samples.money(cost),
                    report: "AR-1", completedOn: Samples.day("2023-06-05")))
        }
    }

    private func lend(_ advance: String, _ amount: String, _ lifts: String) async throws {
        let reply = try await story.post(
            "\(Story.campaign)/advances",
            """
            {"reference":"\(advance)","lender":"propertyCompany","amount":"\(amount)","agreedOn":"2023-05-01",
             "lifts":[\(lifts)]}
            """, as: [.committee])
        #expect(reply.status == 201, "\(reply.text)")
    }

    /// Two payouts, each under another mandate, and an advance that is paid back in two parts.
    private func spend() async throws {
        #expect(try await story.payOut("200.00").status == 201)
        #expect(try await story.payOut("10.00", reference: "P-2").status == 201)
        let repayments = "\(Story.campaign)/advances/A-1/repayments"
        try await ask(repayments, #"{"reference":"B-1","amount":"100.00"}"#)
        try await ask(repayments, #"{"reference":"b-2","amount":"200.00"}"#)
        let file = "reference,unit,amount_yuan,paid_at,channel,payer\r\nr4,1-1-102,500.00,2023-06-02,wechat,\r\n"
        let imported = try await story.post(
            "\(Story.campaign)/payments/import", file, as: [.collector], mediaType: "text/csv")
        #expect(imported.status == 201, "\(imported.text)")
    }

    /// What one person alone has asked for.
    private func leaveWaiting() async throws {
        #expect(try await story.ask("1.00", reference: "P-3", by: Person(subject: "first")).status == 202)
        let asked = try await story.funds.post(
            "\(Story.campaign)/advances/A-3/reversal", #"{"reason":"记错"}"#, as: [.committee], of: Samples.community,
            person: Person(subject: "third"))
        #expect(asked.status == 202)
    }

    /// Two people ask for the same.
    private func ask(_ path: String, _ body: String) async throws {
        for (name, status) in [("first", 202), ("second", 201)] {
            let reply = try await story.funds.post(
                path, body, as: [.committee], of: Samples.community, person: Person(subject: name))
            #expect(reply.status == status, "\(reply.text)")
        }
    }
}
