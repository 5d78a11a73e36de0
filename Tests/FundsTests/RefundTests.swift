import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// What units paid too much goes back, through the routes and against a real database.
///
/// 1,793.00 are due of each unit of the first building.
@Suite(.serialized) struct RefundTests {
    private typealias Reply = ServiceHarness<FundsService>.Reply

    @Test(.database) func `what was paid too much goes back when two people have asked for the same`() async throws {
        try await Story.run { story in
            try await story.begin("2023-06-07")
            _ = try await story.pay("r1", "1-1-101", "2000.00")
            let (first, second) = (Person(subject: "first", account: "one"), Person(subject: "second", account: "two"))

            let asked = try await Self.ask(story, "207.00", by: first)
            #expect(asked.status == 202)
            #expect(asked.text.contains(#""isWaiting":true"#) && !asked.text.contains("refundedOn"))
            let elsewhere = Person(subject: "elsewhere", account: "one")
            #expect(try await Self.ask(story, "207.00", reference: "t-1", by: elsewhere).status == 202)
            let differing = try await Self.ask(story, "200.00", by: second)
            #expect(differing.status == 409)
            #expect(try differing.slug == "other-asked-for")
            let waiting = "\(Story.campaign)/payouts/waiting"
            let listed = try await story.get(waiting, as: [.auditor]).text
            #expect(listed.contains(#""unit":"1-1-101""#) && listed.contains(#""amount":"207.00""#))
            #expect(try await story.progress().paid == Samples.money("2000.00"), "nothing went yet")

            let made = try await Self.ask(story, "207.00", by: second, key: "k-1")
            let kept = try await Self.ask(story, "207.00", by: second, key: "k-1")
            let again = try await Self.ask(story, "207.00", reference: "t-1", by: first)
            #expect([made.status, kept.status, again.status] == [201, 201, 200])
            #expect([kept.text, again.text] == [made.text, made.text])
            #expect(made.text.contains(#""overpaid":"0.00","paid":"1793.00""#) && made.text.contains(#""refund":1"#))
            #expect(try await Self.ask(story, "207.01", by: first).slug == "reference-taken")
            #expect(try await story.get(waiting, as: [.auditor]).text == #"{"items":[]}"#)

            let facts = try await story.published(OverpaymentRefunded.self)
            #expect(facts.map(\.amount) == [Samples.money("207.00")])
            #expect(facts.map(\.refundedOn) == [Samples.day("2023-06-07")])
            #expect(facts.map(\.progress.received) == [Samples.money("1793.00")])
            #expect(facts.map(\.progress.counted) == [Samples.money("1793.00")])
            let statement = try await story.get("\(Story.campaign)/units/1-1-101", as: [.collector]).text
            #expect(statement.contains(#""overpaid":"0.00","paid":"1793.00""#))
            #expect(
                statement.contains(
                    #""refunds":[{"amount":"207.00","reference":"T-1","refund":1,"refundedOn":"2023-06-07"}]"#))
            let bank = try await story.books().accounts.first { $0.account == "bank:2023-lifts-raise" }
            #expect(bank?.balance == Samples.money("1793.00"))
            #expect(try await story.progress().paidHouseholds == 1)
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `refunds that come at once never give back more than was too much`() async throws {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "2000.00")
            _ = try await story.pay("r2", "1-1-102", "1000.00")
            let statuses = try await withThrowingTaskGroup(of: Int.self, returning: [Int].self) { group in
                for number in 1...6 {
                    group.addTask { try await Self.refund(story, "100.00", "T-\(number)").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(statuses.sorted() == [201, 201, 409, 409, 409, 409])
            #expect(try await story.published(OverpaymentRefunded.self).map(\.refund) == [1, 2])
            #expect(try await Self.refund(story, "7.01", "T-7").slug == "overpayment-exceeded")
            #expect(try await Self.refund(story, "7.00", "T-7").status == 201)
            let path = "\(Story.campaign)/refunds"
            let first = try await story.get("\(path)?limit=2", as: [.auditor]).text
            #expect(first.contains(#""next":"2""#) && !first.contains("T-7"))
            let rest = try await story.get("\(path)?cursor=2", as: [.collector]).text
            #expect(rest.contains(#""reference":"T-7","refund":3"#) && rest.contains(#""unit":"1-1-101""#))
            #expect(try await story.get(path, as: [.owner]).status == 403)
            #expect(try await story.get("\(Story.campaign)-no/refunds", as: [.auditor]).status == 404)
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `what went back is not taken back again with its payment`() async throws {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "2000.00")
            _ = try await story.pay("r2", "1-1-102", "1000.00")
            #expect(try await Self.refund(story, "207.00", "T-1").status == 201)
            let path = "\(Story.campaign)/payments"
            let body = #"{"reason":"记错户"}"#

            let refused = try await story.post("\(path)/1/reversal", body, as: [.collector])
            #expect(refused.status == 409)
            #expect(try refused.slug == "refunded-already")
            #expect(try refused.fields == ["receipt"])
            #expect(refused.text.contains("1793.00"))
            _ = try await story.pay("r3", "1-1-101", "207.00")
            #expect(try await story.post("\(path)/1/reversal", body, as: [.collector]).status == 201)
            #expect(try await story.progress().paid == Samples.money("1000.00"))
            let fact = try await story.published(PaymentReversed.self).first
            #expect(fact?.reopens == true)
            #expect(fact?.stillFullOn == nil)
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `a refund that cannot be is refused and stores nothing`() async throws {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "2000.00")
            let entries = try await story.books().entries
            for (unit, amount, status, slug) in [
                ("1-1-101", "207.01", 409, "overpayment-exceeded"), ("1-1-102", "0.01", 409, "overpayment-exceeded"),
                ("9-1-101", "0.01", 422, "unit-not-assessed"), ("1-1-101", "0.00", 400, "invalid-fields"),
            ] {
                let refused = try await Self.ask(story, amount, unit: unit, by: Person(subject: "first"))
                #expect(refused.status == status, "\(unit) \(amount)")
                #expect(try refused.slug == slug, "\(unit) \(amount)")
            }
            let body = #"{"reference":"T-1","amount":"1.00"}"#
            let path = "\(Story.campaign)/units/1-1-101/refunds"
            #expect(try await story.post(path, body, as: [.owner, .collector, .operator]).status == 403)
            let nowhere = try await story.post("\(Story.campaign)-no/units/1-1-101/refunds", body, as: [.committee])
            #expect(try nowhere.slug == "no-such-campaign")
            #expect(try await story.books().entries == entries)
            #expect(try await story.published(OverpaymentRefunded.self).isEmpty)
        }
    }

    @Test(.database) func `what was collected under a decision that was set aside can be refunded as well`()
        async throws
    {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "2000.00")
            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: nil, by: .court, document: Digest256(of: [1]),
                    on: Samples.today))

            #expect(try await Self.refund(story, "207.00", "T-1").status == 201)
        }
    }

    /// One person's part in a refund.
    private static func ask(
        _ story: Story, _ amount: String, reference: String = "T-1", unit: String = "1-1-101", by person: Person,
        key: String? = nil
    ) async throws -> Reply {
        try await story.funds.post(
            "\(Story.campaign)/units/\(unit)/refunds", #"{"reference":"\#(reference)","amount":"\#(amount)"}"#,
            as: [.committee], of: Samples.community, person: person, key: key)
    }

    /// Two people ask for the same, unless the first is refused.
    private static func refund(_ story: Story, _ amount: String, _ reference: String) async throws -> Reply {
        let first = try await ask(story, amount, reference: reference, by: Person(subject: "first"))
        guard first.status == 202 else { return first }
        return try await ask(story, amount, reference: reference, by: Person(subject: "second"))
    }
}
