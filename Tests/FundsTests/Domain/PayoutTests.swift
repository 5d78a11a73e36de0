import Model
import Testing

@testable import Funds

/// Money leaves only under a passed mandate, for completed works.
struct PayoutTests {
    @Test func `a completed order is paid under the first mandate with enough left`() throws {
        let mandates = [Self.mandate("first", cap: "100.00", used: "50.00"), Self.mandate("second", cap: "500.00")]

        guard
            case .made(let made, let posting, let mandate, let request) = try Self.payout("60.00").decide(
                Self.circumstances(mandates: mandates, request: Self.request("60.00")), by: Person(subject: "second"))
        else {
            Issue.record("it is new")
            return
        }

        #expect(request == Self.request("60.00"))
        #expect(mandate.item.description == "second")
        #expect(made.paidOn == Samples.today)
        #expect(made.payout == String(request.number), "what an officer typed is in no event")
        #expect(posting.lines.map(\.account.code) == ["works:1-1-A", "bank:2023-lifts-raise"])
    }

    @Test(arguments: [
        ("60.00", Self.circumstances(mandates: []), FundsRefusal.noMandate(Samples.parsed("1"))),
        (
            "60.00", Self.circumstances(mandates: [Self.mandate("other", cap: "900.00", buildings: ["2"])]),
            .noMandate(Samples.parsed("1"))
        ),
        (
            "60.00", Self.circumstances(mandates: [Self.mandate("spent", cap: "100.00", used: "40.01")]),
            .capExceeded(left: Samples.money("59.99"))
        ),
        ("60.00", Self.circumstances(order: nil), .orderUnknown(Self.order)),
        ("60.00", Self.circumstances(order: WorksOrder.planned), .orderNotCompleted(Self.order)),
        ("200.01", Self.circumstances(), .costExceeded(left: Samples.money("200.00"))),
        ("60.00", Self.circumstances(paid: "150.00"), .costExceeded(left: Samples.money("50.00"))),
        ("60.00", Self.circumstances(bank: "59.99"), .bankExceeded(left: Samples.money("59.99"))),
        ("60.00", Self.circumstances(overpaid: "4940.01"), .bankExceeded(left: Samples.money("59.99"))),
        ("60.00", Self.circumstances(overpaid: "5000.01"), .bankExceeded(left: .zero)),
        ("0.00", Self.circumstances(), .notPositive(field: "amount")),
    ])
    func `a payout is refused that nobody allowed or that goes too far`(
        amount: String, circumstances: Payout.Circumstances, refusal: FundsRefusal
    ) {
        #expect(throws: refusal) { try Self.payout(amount).decide(circumstances, by: Person(subject: "first")) }
        #expect(throws: refusal) {
            var second = circumstances
            second.request = Self.request(amount)
            return try Self.payout(amount).decide(second, by: Person(subject: "second"))
        }
    }

    @Test(
        arguments: [
            ("a part of those who pay", [mandate("part", buildings: ["1"])], nil),
            ("a part, which names the campaign", [mandate("part", buildings: ["1"], campaign: Samples.campaign)], nil),
            (
                "a part, and all in general",
                [mandate("part", buildings: ["1"], campaign: Samples.campaign), mandate("all", buildings: nil)], "all"
            ),
            ("all in general", [mandate("all", buildings: ["1", "2", "3"])], "all"),
            ("all, who name the campaign", [mandate("all", buildings: ["1", "2"], campaign: Samples.campaign)], "all"),
            (
                "the assembly of the campaign, for some of its buildings",
                [mandate("all", buildings: nil), mandate("own", buildings: ["1"], opened: [Samples.campaign])], "own"
            ),
        ] as [(String, [SpendMandate], String?)])
    func `only all who pay to a campaign allow its money to be spent`(
        who: String, mandates: [SpendMandate], item: String?
    ) throws {
        func decide() throws -> Payout.Outcome {
            try Self.payout("60.00").decide(
                Self.circumstances(mandates: mandates, buildings: ["1", "2"], request: Self.request("60.00")),
                by: Person(subject: "second"))
        }
        guard let item else {
            #expect(throws: FundsRefusal.noMandate(Samples.parsed("1")), "\(who)") { try decide() }
            return
        }
        guard case .made(_, _, let mandate, _) = try decide() else {
            Issue.record("\(who): it is new")
            return
        }
        #expect(mandate.item.description == item, "\(who)")
    }

    @Test(
        arguments: [
            (nil, Person(subject: "first"), "60.00", Payout.Outcome.waiting(isNew: true)),
            ("60.00", Person(subject: "first"), "60.00", .waiting(isNew: false)),
            ("60.00", Person(subject: "FIRST"), "60.00", .waiting(isNew: false)),
            ("60.00", Person(subject: "other", account: "account"), "60.00", .waiting(isNew: false)),
            ("60.00", Person(subject: "other", owners: ["first"]), "60.00", .waiting(isNew: false)),
            ("60.00", Person(subject: "first"), "61.00", .waiting(isNew: true)),
        ] as [(String?, Person, String, Payout.Outcome)])
    func `one person alone pays nothing, under whichever name, and can mend a slip`(
        before: String?, person: Person, amount: String, outcome: Payout.Outcome
    ) throws {
        let circumstances = Self.circumstances(request: before.map(Self.request))

        #expect(try Self.payout(amount).decide(circumstances, by: person) == outcome)
    }

    @Test func `a second person who asks for something else is told in what it differs`() {
        #expect(throws: FundsRefusal.otherAskedFor(differing: ["amount"])) {
            try Self.payout("60.00").decide(
                Self.circumstances(request: Self.request("61.00")), by: Person(subject: "second"))
        }
    }

    @Test func `what a lender paid directly is not paid again`() throws {
        let order = try #require(
            WorksOrder.planned.completed(Self.completed("70000.00"), advanced: Samples.money("60000.00")))

        #expect(order.completion?.payable == Samples.money("10000.00"))
        #expect(order.completed(Self.completed("1.00"), advanced: .zero) == nil)
    }

    @Test(arguments: [
        (Person(subject: "first"), true), (Person(subject: "other", account: "account"), true),
        (Person(subject: "other", account: "second", alike: ["first"]), true),
        (Person(subject: "other", account: "second", alike: ["account"]), true),
        (Person(subject: "other", account: "second"), false),
    ])
    func `whoever asked is known by each owner and account of theirs`(person: Person, isTheirs: Bool) {
        #expect(Self.request("100.00").isBy(person) == isTheirs)
    }

    fileprivate static let order: OrderID = Samples.code("2023-lifts-raise.1-1-A")

    private static func payout(_ amount: String) -> Payout {
        Payout(
            campaign: Samples.campaign, reference: Samples.parsed("P-1"), order: order, payee: Samples.parsed("电梯公司"),
            amount: Samples.money(amount))
    }

    private static func request(_ amount: String) -> PayoutRequest {
        PayoutRequest(number: 1, payment: payout(amount), enteredBy: "first", person: "account")
    }

    private static func mandate(
        _ item: String, cap: String = "1000.00", used: String = "0.00", buildings: [String]? = ["1"],
        campaign: CampaignID? = nil, opened: [CampaignID] = []
    ) -> SpendMandate {
        SpendMandate(
            assembly: Samples.assembly, item: Samples.code(item),
            spend: Mandate.Spend(
                cap: Samples.money(cap), scope: Mandate.Scope(buildings: buildings?.map { Samples.parsed($0) }),
                campaign: campaign),
            opened: opened, used: Samples.money(used))
    }

    private static func circumstances(
        order: WorksOrder? = WorksOrder.planned.completed(completed("200.00"), advanced: .zero),
        mandates: [SpendMandate] = [mandate("spend")], buildings: Set<String> = ["1"], paid: String = "0.00",
        bank: String = "5000.00", overpaid: String = "0.00", request: PayoutRequest? = nil
    ) -> Payout.Circumstances {
        Payout.Circumstances(
            order: order, mandates: mandates, buildings: Set(buildings.map { Samples.parsed($0) }),
            paidForOrder: Samples.money(paid), bank: Samples.money(bank),
            overpaid: Samples.money(overpaid), request: request, today: Samples.today)
    }

    private static func completed(_ cost: String) -> OrderCompleted {
        OrderCompleted(
            order: order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"), cost: Samples.money(cost),
            report: "AR-1", completedOn: Samples.today)
    }
}

extension WorksOrder {
    fileprivate static let planned = WorksOrder(
        id: PayoutTests.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"))
}
