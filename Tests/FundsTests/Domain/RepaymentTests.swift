import Model
import Testing

@testable import Funds

/// What was lent goes back, as far as it is owed and the works are accepted.
struct RepaymentTests {
    @Test func `what is owed goes back out of the campaign's account`() throws {
        guard
            case .made(let repaid, let posting, let request) = try Self.repayment("60.00").decide(
                Self.circumstances(request: Self.request("60.00")), by: Person(subject: "second"))
        else {
            Issue.record("it is new")
            return
        }

        #expect(request == Self.request("60.00"))
        #expect(repaid.owed == Samples.money("440.00"))
        #expect(repaid.repayment == "1", "what an officer typed is in no event")
        #expect(repaid.repaidOn == Samples.today)
        #expect(posting.subject == "repayment:2023-lifts-raise:B-1")
        #expect(posting.lines.map(\.account.code) == ["advances:advance-1", "bank:2023-lifts-raise"])
        #expect(posting.lines.map(\.amount.fen) == [60_00, -60_00])
    }

    @Test(arguments: [
        ("0.00", Self.circumstances(), FundsRefusal.notPositive(field: "amount")),
        ("100000000000.01", Self.circumstances(), .beyondLimit(field: "amount")),
        ("500.01", Self.circumstances(), .debtExceeded(left: Samples.money("500.00"))),
        // 300.00 of 500.00 were paid back, and one part's works go on.
        ("0.01", Self.circumstances(accepted: ["1-1-A": "300.00"], owed: "200.00"), .debtExceeded(left: .zero)),
        ("300.01", Self.circumstances(accepted: ["1-1-A": "300.00"]), .debtExceeded(left: Samples.money("300.00"))),
        ("200.01", Self.circumstances(accepted: ["2-1-A": "200.00"]), .debtExceeded(left: Samples.money("200.00"))),
        ("1.00", Self.circumstances(accepted: [:]), .debtExceeded(left: .zero)),
        // The works took less than was lent, or more.
        ("70.01", Self.circumstances(accepted: ["1-1-A": "70.00"]), .debtExceeded(left: Samples.money("70.00"))),
        ("0.01", Self.circumstances(accepted: ["1-1-A": "70.00"], owed: "430.00"), .debtExceeded(left: .zero)),
        ("300.01", Self.circumstances(accepted: ["1-1-A": "900.00"]), .debtExceeded(left: Samples.money("300.00"))),
        ("1.00", Self.circumstances(owed: "0.00"), .debtExceeded(left: .zero)),
        ("60.00", Self.circumstances(bank: "59.99"), .bankExceeded(left: Samples.money("59.99"))),
        ("60.00", Self.circumstances(overpaid: "4940.01"), .bankExceeded(left: Samples.money("59.99"))),
        ("60.00", Self.circumstances(overpaid: "5000.01"), .bankExceeded(left: .zero)),
        ("60.00", Self.circumstances(isSetAside: true), .mandateSetAside),
    ])
    func `a repayment is refused that goes too far, to the first as to the second`(
        amount: String, circumstances: Repayment.Circumstances, refusal: FundsRefusal
    ) {
        #expect(throws: refusal) { try Self.repayment(amount).decide(circumstances, by: Person(subject: "first")) }
        #expect(throws: refusal) {
            var second = circumstances
            second.request = Self.request(amount)
            return try Self.repayment(amount).decide(second, by: Person(subject: "second"))
        }
    }

    @Test func `the same again is known, another under its reference is refused`() throws {
        let earlier = Self.repayment("60.00")

        #expect(try Self.repayment("60.00").repeats(earlier))
        #expect(try !Self.repayment("60.00").repeats(nil))
        #expect(throws: FundsRefusal.referenceTaken(differing: ["amount"])) {
            try Self.repayment("61.00").repeats(earlier)
        }
        #expect(throws: FundsRefusal.referenceTaken(differing: ["advance"])) {
            try Self.repayment("60.00", of: "advance-2").repeats(earlier)
        }
    }

    @Test(
        arguments: [
            (nil, Person(subject: "first"), Repayment.Outcome.waiting(isNew: true)),
            ("60.00", Person(subject: "first"), .waiting(isNew: false)),
            ("60.00", Person(subject: "other", account: "account"), .waiting(isNew: false)),
            ("61.00", Person(subject: "first"), .waiting(isNew: true)),
        ] as [(String?, Person, Repayment.Outcome)])
    func `one person alone pays nothing back, and can mend a slip`(
        before: String?, person: Person, outcome: Repayment.Outcome
    ) throws {
        let circumstances = Self.circumstances(request: before.map { Self.request($0) })

        #expect(try Self.repayment("60.00").decide(circumstances, by: person) == outcome)
    }

    @Test func `a second person who asks for something else is told in what it differs`() {
        #expect(throws: FundsRefusal.otherAskedFor(differing: ["advance", "amount"])) {
            try Self.repayment("60.00").decide(
                Self.circumstances(request: Self.request("61.00", of: "advance-2")), by: Person(subject: "second"))
        }
    }

    private static func repayment(_ amount: String, of advance: String = "advance-1") -> Repayment {
        Repayment(
            campaign: Samples.campaign, reference: Samples.parsed("B-1"), advance: Samples.code(advance),
            amount: Samples.money(amount))
    }

    private static func request(_ amount: String, of advance: String = "advance-1") -> RepaymentRequest {
        RepaymentRequest(number: 1, payment: repayment(amount, of: advance), enteredBy: "first", person: "account")
    }

    /// 300.00 were lent for one lift and 200.00 for another.
    private static func circumstances(
        accepted: [String: String] = ["1-1-A": "300.00", "2-1-A": "200.00"], owed: String = "500.00",
        bank: String = "5000.00",
        overpaid: String = "0.00", request: RepaymentRequest? = nil, isSetAside: Bool = false
    ) -> Repayment.Circumstances {
        Repayment.Circumstances(
            lifts: [("1-1-A", "300.00"), ("2-1-A", "200.00")].map {
                AdvancedLift(lift: Samples.lift($0.0), amount: Samples.money($0.1))
            },
            accepted: Dictionary(
                uniqueKeysWithValues: accepted.map { (Samples.lift($0.key), Samples.money($0.value)) }),
            owed: Samples.money(owed), bank: Samples.money(bank), overpaid: Samples.money(overpaid),
            request: request, today: Samples.today, isCampaignSetAside: isSetAside)
    }
}
