import Model
import Testing

@testable import Funds

/// Which advances are taken back out of the books.
struct AdvanceReversalTests {
    @Test func `an advance that nothing rests on leaves by an entry against its own`() throws {
        guard
            case .made(let reversed, let posting, let request) = try Self.reversal().decide(
                Self.circumstances(alsoLentFor: ["2-1-A"], request: Self.request()), by: Person(subject: "second"))
        else {
            Issue.record("it is new")
            return
        }

        #expect(request == Self.request())
        #expect(
            reversed
                == AdvanceReversed(
                    campaign: Samples.campaign, advance: Samples.code("advance-1"), amount: Samples.money("500.00"),
                    uncovered: [Samples.lift("1-1-A")], reversedOn: Samples.today))
        #expect(posting.subject == "advance-reversal:advance-1")
        let made = try Posting.advance(Self.advance().id, Self.advance().lifts)
        #expect(posting.lines.map(\.account) == made.lines.map(\.account))
        #expect(posting.lines.map(\.amount.fen) == [-300_00, -200_00, 500_00])
    }

    @Test func `works in a building that has reached its threshold do not wait for what is taken back`() throws {
        guard
            case .made(let reversed, _, _) = try Self.reversal().decide(
                Self.circumstances(begun: ["1-1-A"], funded: ["1"], request: Self.request()),
                by: Person(subject: "second"))
        else {
            Issue.record("it is new")
            return
        }

        #expect(reversed.uncovered == [Samples.lift("2-1-A")])
    }

    @Test(arguments: [
        (Self.circumstances(owed: "499.99"), FundsRefusal.advanceRepaid(Samples.money("0.01"))),
        (Self.circumstances(owed: "0.00"), .advanceRepaid(Samples.money("500.00"))),
        (Self.circumstances(accepted: ["2-1-A": "0.01"]), .worksRestOn(Samples.lift("2-1-A"))),
        // What works have taken is theirs, whatever else there is.
        (
            Self.circumstances(accepted: ["1-1-A": "1.00"], alsoLentFor: ["1-1-A"], funded: ["1"]),
            .worksRestOn(Samples.lift("1-1-A"))
        ),
        (Self.circumstances(begun: ["1-1-A"]), .worksRestOn(Samples.lift("1-1-A"))),
        (
            Self.circumstances(begun: ["1-1-A", "2-1-A"], alsoLentFor: ["1-1-A"]),
            .worksRestOn(Samples.lift("2-1-A"))
        ),
        (Self.circumstances(begun: ["2-1-A"], funded: ["1"]), .worksRestOn(Samples.lift("2-1-A"))),
    ])
    func `an advance on which something rests stays, for the first who asks as for the second`(
        circumstances: AdvanceReversal.Circumstances, refusal: FundsRefusal
    ) {
        #expect(throws: refusal) { try Self.reversal().decide(circumstances, by: Person(subject: "first")) }
        #expect(throws: refusal) {
            var second = circumstances
            second.request = Self.request()
            return try Self.reversal().decide(second, by: Person(subject: "second"))
        }
    }

    @Test(arguments: [
        Self.circumstances(begun: ["1-1-A"], alsoLentFor: ["1-1-A"]),
        Self.circumstances(begun: ["1-1-A"], funded: ["1"]),
        Self.circumstances(accepted: ["1-1-A": "0.00"]),
    ])
    func `works that other money is there for keep no advance`(circumstances: AdvanceReversal.Circumstances) throws {
        #expect(try Self.reversal().decide(circumstances, by: Person(subject: "first")) == .waiting(isNew: true))
    }

    @Test(
        arguments: [
            (nil, Person(subject: "first"), true),
            ("记错", Person(subject: "first"), false),
            ("记错", Person(subject: "other", account: "account"), false),
            ("重复", Person(subject: "first"), true),
        ] as [(String?, Person, Bool)])
    func `one person alone takes nothing back, and can write another reason`(
        before: String?, person: Person, isNew: Bool
    ) throws {
        let circumstances = Self.circumstances(request: before.map { Self.request($0) })

        #expect(try Self.reversal().decide(circumstances, by: person) == .waiting(isNew: isNew))
    }

    @Test func `what was taken back is not taken back again`() throws {
        let circumstances = Self.circumstances(owed: "0.00", reversedOn: "2023-06-07")

        #expect(
            try Self.reversal().decide(circumstances, by: Person(subject: "third"))
                == .repeated(on: Samples.day("2023-06-07")))
    }

    private static func reversal() -> AdvanceReversal {
        AdvanceReversal(
            campaign: Samples.campaign, advance: Samples.code("advance-1"), reason: Samples.parsed("记错"))
    }

    private static func request(_ reason: String = "记错") -> AdvanceReversal.Request {
        AdvanceReversal.Request(number: 1, reason: Samples.parsed(reason), enteredBy: "first", person: "account")
    }

    /// 300.00 were lent for one lift and 200.00 for another.
    private static func advance(reversedOn: String? = nil) -> Advance {
        Advance(
            id: Samples.code("advance-1"), campaign: Samples.campaign, lender: .propertyCompany,
            amount: Samples.money("500.00"), agreedOn: Samples.day("2023-05-01"),
            lifts: [("1-1-A", "300.00"), ("2-1-A", "200.00")].map {
                AdvancedLift(lift: Samples.lift($0.0), amount: Samples.money($0.1))
            }, reversedOn: reversedOn.map { Samples.day($0) })
    }

    private static func circumstances(
        owed: String = "500.00", accepted: [String: String] = [:], begun: [String] = [], alsoLentFor: [String] = [],
        funded: [String] = [], request: AdvanceReversal.Request? = nil, reversedOn: String? = nil
    ) -> AdvanceReversal.Circumstances {
        AdvanceReversal.Circumstances(
            advance: advance(reversedOn: reversedOn), owed: Samples.money(owed),
            accepted: Dictionary(
                uniqueKeysWithValues: accepted.map { (Samples.lift($0.key), Samples.money($0.value)) }),
            begun: Set(begun.map { Samples.lift($0) }), alsoLentFor: Set(alsoLentFor.map { Samples.lift($0) }),
            funded: Set(funded.map { Samples.parsed($0) }), request: request, today: Samples.today)
    }
}
