import Model
import Testing

@testable import Funds

/// Which advances are recorded.
struct AdvanceTests {
    @Test func `parts that add up make a debt tied to each lift`() throws {
        guard case .made(let made, let posting) = try Self.advance().decide(Self.circumstances()) else {
            Issue.record("it is new")
            return
        }

        #expect(made.amount == Samples.money("420000.00"))
        #expect(try Money.sum(posting.lines.map(\.amount)) == .zero)
        #expect(
            posting.lines.map(\.account.code)
                == ["advanced-works:1-1-A", "advanced-works:2-1-A", "advances:advance-1"])
    }

    @Test(arguments: [
        (Self.advance(amount: "420000.01"), FundsRefusal.partsDifferFromAmount(parts: Samples.money("420000.00"))),
        (Self.advance(amount: "0.00"), .notPositive(field: "amount")),
        (Self.advance(lifts: []), .noParts),
        (
            Self.advance(lifts: [("1-1-A", "420000.00"), ("1-1-A", "1.00")]),
            .liftRepeated(part: 1, Samples.lift("1-1-A"))
        ),
        (Self.advance(lifts: [("9-1-A", "420000.00")]), .liftUnknown(part: 0, Samples.lift("9-1-A"))),
        (Self.advance(lifts: [("3-1-A", "420000.00")]), .liftElsewhere(part: 0, Samples.lift("3-1-A"))),
        (Self.advance(lifts: [("1-1-B", "420000.00")]), .worksCompleted(part: 0, Samples.lift("1-1-B"))),
        (Self.advance(lifts: [("1-1-A", "420000.00"), ("2-1-A", "0.00")]), .notPositive(field: "lifts[1].amount")),
        (Self.advance(agreedOn: "2023-07-01"), .dayAhead(field: "agreedOn", today: Samples.today)),
    ])
    func `an advance that does not fit is refused`(advance: Advance, refusal: FundsRefusal) {
        #expect(throws: refusal) { try advance.decide(Self.circumstances()) }
    }

    @Test func `the same advance again changes nothing, another under its reference is refused`() throws {
        let circumstances = Self.circumstances(earlier: Self.advance())

        #expect(try Self.advance().decide(circumstances) == .repeated(Self.advance()))
        #expect(try Self.advance(id: "ADVANCE-1").decide(circumstances) == .repeated(Self.advance()))
        #expect(throws: FundsRefusal.referenceTaken(differing: ["agreedOn"])) {
            try Self.advance(agreedOn: "2023-05-02").decide(circumstances)
        }
    }

    private static func advance(
        id: String = "advance-1", amount: String = "420000.00", agreedOn: String = "2023-05-01",
        lifts: [(String, String)] = [("1-1-A", "210000.00"), ("2-1-A", "210000.00")]
    ) -> Advance {
        Advance(
            id: Samples.code(id), campaign: Samples.campaign, lender: .propertyCompany,
            amount: Samples.money(amount), agreedOn: Samples.day(agreedOn),
            lifts: lifts.map { AdvancedLift(lift: Samples.lift($0.0), amount: Samples.money($0.1)) })
    }

    private static func circumstances(earlier: Advance? = nil) -> Advance.Circumstances {
        Advance.Circumstances(
            buildings: [Samples.parsed("1"), Samples.parsed("2")],
            lifts: Set(["1-1-A", "1-1-B", "2-1-A", "3-1-A"].map(Samples.lift)), completed: [Samples.lift("1-1-B")],
            earlier: earlier, today: Samples.today)
    }
}
