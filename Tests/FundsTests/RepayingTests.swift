import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// Advances that are paid back, through the routes and against a real database.
@Suite(.serialized) struct RepayingTests {
    private typealias Reply = ServiceHarness<FundsService>.Reply

    @Test(.database) func `what was lent goes back when two people have asked for the same, and is owed no more`()
        async throws
    {
        try await Story.run { story in
            try await Self.lend(story)
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            let (first, second) = (Person(subject: "first", account: "one"), Person(subject: "second", account: "two"))
            #expect(try await Self.ask(story, "0.01", by: first).slug == "debt-exceeded", "no works are accepted")
            try await Self.complete(story, cost: "600.00")
            let before = try await story.books().entries

            let asked = try await Self.ask(story, "600.00", by: first)
            #expect(asked.status == 202)
            #expect(asked.text.contains(#""isWaiting":true"#) && !asked.text.contains("repaidOn"))
            let elsewhere = Person(subject: "elsewhere", account: "one")
            #expect(try await Self.ask(story, "600.00", reference: "b-1", by: elsewhere).status == 202)
            let differing = try await Self.ask(story, "590.00", by: second)
            #expect(differing.status == 409)
            #expect(try differing.slug == "other-asked-for")
            #expect(try differing.fields == ["amount"])
            let waiting = "\(Story.campaign)/payouts/waiting"
            let listed = try await story.get(waiting, as: [.auditor]).text
            #expect(listed.contains(#""advance":"advance-1","amount":"600.00""#) && !listed.contains("payee"))
            #expect(try await story.published(AdvanceRepaid.self).isEmpty)
            #expect(try await story.books().entries == before)

            let made = try await Self.ask(story, "600.00", advance: "ADVANCE-1", by: second)
            let again = try await Self.ask(story, "600.00", reference: "b-1", by: first)
            #expect([made.status, again.status] == [201, 200])
            #expect(made.text == again.text)
            #expect(made.text.contains(#""advance":"advance-1""#) && made.text.contains(#""owed":"400.00""#))
            let other = try await Self.ask(story, "600.01", by: first)
            #expect(other.status == 409)
            #expect(try other.slug == "reference-taken")
            #expect(try other.fields == ["reference", "amount"])
            #expect(try await story.get(waiting, as: [.auditor]).text == #"{"items":[]}"#)
            let facts = try await story.published(AdvanceRepaid.self)
            #expect(facts.map(\.amount) == [Samples.money("600.00")])
            #expect(facts.map(\.owed) == [Samples.money("400.00")])

            let balances = Dictionary(
                uniqueKeysWithValues: try await story.books().accounts.map { ($0.account, $0.balance.fen) })
            #expect(balances["advances:advance-1"] == -400_00)
            #expect(balances["bank:2023-lifts-raise"] == 600_00)
            #expect(balances["works:1-1-A"] == 600_00, "its works are an expense once")
            #expect(try await story.progress().advancesOwed == Samples.money("400.00"))
            let advances = try await story.get("\(Story.campaign)/advances").text
            #expect(advances.contains(#""owed":"400.00","reference":"advance-1","repaid":"600.00","repayments":[{"#))
            #expect(advances.contains(#"[{"amount":"600.00","repaidOn":"#) && !advances.contains("B-1"))
            #expect(advances.contains(#""repayment":"\#(facts[0].repayment)"}]"#), "\(advances)")
            #expect(try await Self.repay(story, "0.01", "B-2").slug == "debt-exceeded")
            try await story.expectSoundBooks()

            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: nil, by: .court, document: Digest256(of: [1]),
                    on: Samples.today))
            let late = try await Self.ask(story, "600.00", by: second)
            #expect(late.status == 200)
            #expect(late.text == made.text, "what is in the books is answered, whatever has changed since")
        }
    }

    @Test(.database) func `no more goes back than accepted works took, the first lender's first`() async throws {
        try await Story.run { story in
            for (advance, amount) in [("advance-2", "50.00"), ("advance-1", "600.00")] {
                try await Self.lend(story, #"{"lift":"1-1-A","amount":"\#(amount)"}"#, amount, as: advance)
            }
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            try await Self.complete(story, cost: "70.00")

            #expect(try await Self.repay(story, "20.01", "B-1").slug == "debt-exceeded")
            #expect(try await Self.repay(story, "20.00", "B-1").status == 201)
            #expect(try await Self.repay(story, "0.01", "B-2").slug == "debt-exceeded")
            #expect(try await Self.repay(story, "50.01", "B-2", of: "advance-2").slug == "debt-exceeded")
            #expect(try await Self.repay(story, "50.00", "B-2", of: "advance-2").status == 201)
            #expect(try await story.progress().advancesOwed == Samples.money("580.00"), "it stays owed")
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `nothing goes back for a lift that has no order, whatever is accepted beside it`()
        async throws
    {
        try await Story.run { story in
            try await Self.lend(story, #"{"lift":"1-1-B","amount":"600.00"}"#, "600.00")
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            try await Self.complete(story, cost: "600.00")

            #expect(try await Self.repay(story, "0.01", "B-1").slug == "debt-exceeded")
        }
    }

    @Test(.database) func `a kept answer is given again`() async throws {
        try await Story.run { story in
            try await Self.lend(story)
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            try await Self.complete(story, cost: "600.00")
            #expect(try await Self.ask(story, "600.00", by: Person(subject: "first")).status == 202)
            let second = Person(subject: "second")
            let made = try await Self.ask(story, "600.00", by: second, key: "k-1")
            let again = try await Self.ask(story, "600.00", by: second, key: "k-1")

            #expect([made.status, again.status] == [201, 201])
            #expect(made.text == again.text)
            #expect(try await story.published(AdvanceRepaid.self).count == 1)
        }
    }

    @Test(.database) func `what an advance paid is not paid again, and its repayment uses up no cap`() async throws {
        try await Story.run { story in
            try await Self.lend(story)
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("900.01"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "1600.00")
            try await Self.complete(story, cost: "1500.00")

            // References of payouts and of repayments do not meet.
            #expect(try await Self.repay(story, "600.00", "P-1").status == 201)
            #expect(try await story.payOut("900.01").slug == "cost-exceeded")
            #expect(try await story.payOut("900.00").status == 201)
            #expect(try await story.payOut("0.02", reference: "P-2").slug == "cap-exceeded")
            #expect(try await story.books().total == .zero)
        }
    }

    @Test(.database) func `what is owed back to owners does not go to lenders`() async throws {
        try await Story.run { story in
            try await Self.lend(story)
            try await Self.complete(story, cost: "600.00")
            #expect(try await Self.repay(story, "0.01", "B-1").slug == "bank-exceeded")
            // 1,793.00 are due, so that 100.00 are too much.
            _ = try await story.pay("r1", "1-1-101", "1893.00")
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("5000.00"), scope: .community)), item: "spend")
            try await story.receive(
                OrderCompleted(
                    order: Samples.code("2023-lifts-raise.1-1-B"), campaign: Samples.campaign,
                    lift: Samples.lift("1-1-B"), cost: Samples.money("1700.00"), report: "AR-2",
                    completedOn: Samples.today))
            let other = #"{"reference":"P-1","order":"2023-lifts-raise.1-1-B","payee":"电梯公司","amount":"1700.00"}"#
            for name in ["first", "second"] {
                _ = try await story.funds.post(
                    "\(Story.campaign)/payouts", other, as: [.committee], of: Samples.community, subject: name)
            }

            #expect(try await Self.repay(story, "93.01", "B-1").slug == "bank-exceeded")
            #expect(try await Self.repay(story, "93.00", "B-1").status == 201)
        }
    }

    @Test(.database) func `repayments and payouts that come at once share one account`() async throws {
        try await Story.run { story in
            try await Self.lend(story)
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("900.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "1000.00")
            try await Self.complete(story, cost: "1500.00")
            let replies = try await withThrowingTaskGroup(of: Reply.self, returning: [Reply].self) { group in
                for number in 1...3 {
                    group.addTask { try await Self.repay(story, "200.00", "B-\(number)") }
                    group.addTask { try await story.payOut("300.00", reference: "P-\(number)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            let repaid = try await story.published(AdvanceRepaid.self).map(\.amount)
            let paid = try await story.published(PayoutMade.self).map(\.amount)
            #expect(replies.count { $0.status == 201 } == repaid.count + paid.count)
            for refused in replies where refused.status != 201 {
                #expect(refused.status == 409)
                #expect(try refused.slug == "bank-exceeded")
            }
            let left = try await story.books().accounts.first { $0.account == "bank:2023-lifts-raise" }?.balance
            #expect(try left == Samples.money("1000.00").subtracting(Money.sum(repaid + paid)))
            let rest = try #require(left?.fen)
            let smallestRefused: Int64 = repaid.count < 3 ? 200_00 : 300_00
            #expect((0..<smallestRefused).contains(rest), "whoever was refused found too little")
            try await story.expectSoundBooks()
        }
    }

    @Test(.database, .timeLimit(.minutes(1)))
    func `a list of advances that is read while one is paid back counts what it lists`() async throws {
        try await Story.run { story in
            try await Self.lend(story)
            let path = "\(Story.campaign)/advances"
            #expect(try await story.get(path).status == 200)
            let listed: [Reply] = try await story.funds.pool.withSession { blocker in
                try await blocker.execute("BEGIN")
                try await blocker.execute("LOCK TABLE repayment IN ACCESS EXCLUSIVE MODE")
                return try await withThrowingTaskGroup(of: Reply.self, returning: [Reply].self) { group in
                    group.addTask { try await story.get(path) }
                    var isReading = false
                    while !isReading {
                        isReading = try await blocker.query(
                            """
                            SELECT EXISTS (
                                SELECT FROM pg_locks WHERE relation = 'repayment'::regclass AND NOT granted)
                            """, as: Bool.self)[0]
                    }
                    for statement in Self.repaid { try await blocker.execute(statement) }
                    try await blocker.execute("COMMIT")
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }

            let item = try #require(try listed.first?.decode(Listed.self).items.first)
            #expect(try item.repaid == Money.sum(item.repayments.map(\.amount)))
        }
    }

    private struct Listed: Decodable {
        let items: [Item]

        struct Item: Decodable {
            let repaid: Money
            let repayments: [Repayment]
        }

        struct Repayment: Decodable { let amount: Money }
    }

    /// What is stored where 600.00 of the first advance are paid back, as far as a list of advances asks for it.
    private static let repaid: [SQL] = [
        """
        INSERT INTO payout_request (community, campaign, reference, advance, amount, entered_by, person, entered_at)
        VALUES ('runfeng', '2023-lifts-raise', 'B-1', 'advance-1', 60000, 'first', 'first', now())
        """,
        """
        INSERT INTO repayment (
            community, campaign, reference, advance, amount, owed, repaid_on, recorded_at, request, approved_by,
            approver)
        SELECT community, campaign, reference, advance, amount, 40000, '2023-06-30', now(), number, 'second', 'second'
        FROM payout_request
        """,
        "UPDATE ledger_account SET balance = balance + 60000 WHERE account = 'advances:advance-1'",
    ]

    @Test(.database) func `a repayment that cannot be is refused and stores nothing`() async throws {
        try await Story.run { story in
            try await Self.lend(story)
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            try await Self.complete(story, cost: "600.00")
            try await story.pass(.collect(Samples.mandate(rate: "1.00")), item: "doors")
            let entries = try await story.books().entries
            let body = #"{"reference":"B-1","amount":"1.00"}"#

            for (path, slug) in [
                ("\(Story.campaign)/advances/none/repayments", "no-such-advance"),
                ("\(Story.campaign)-no/advances/advance-1/repayments", "no-such-campaign"),
                ("/v1/communities/runfeng/campaigns/2023-lifts-doors/advances/advance-1/repayments", "no-such-advance"),
            ] {
                let refused = try await story.post(path, body, as: [.committee])
                #expect(refused.status == 404, "\(path)")
                #expect(try refused.slug == slug, "\(path)")
            }
            let path = "\(Story.campaign)/advances/advance-1/repayments"
            #expect(try await story.post(path, body, as: [.owner, .collector, .operator]).status == 403)
            for (reference, amount, field) in [
                ("B-1", "0.00", "amount"), ("B-1", "100000000000.01", "amount"), ("Ｂ-1", "1.00", "reference"),
            ] {
                let refused = try await Self.ask(story, amount, reference: reference, by: Person(subject: "first"))
                #expect(refused.status == 400, "\(reference) \(amount)")
                #expect(try refused.fields == [field])
            }
            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: nil, by: .court, document: Digest256(of: [1]),
                    on: Samples.today))
            #expect(try await Self.repay(story, "1.00", "B-1").slug == "mandate-set-aside")
            #expect(try await story.books().entries == entries)
            #expect(try await story.published(AdvanceRepaid.self).isEmpty)
        }
    }

    // MARK: - Deeds

    /// 600.00 for a lift of the first building and 400.00 for one of the second, unless told otherwise.
    private static func lend(
        _ story: Story, _ lifts: String = #"{"lift":"1-1-A","amount":"600.00"},{"lift":"2-1-A","amount":"400.00"}"#,
        _ amount: String = "1000.00", as advance: String = "advance-1"
    ) async throws {
        let reply = try await story.post(
            "\(Story.campaign)/advances",
            """
            {"reference":"\(advance)","lender":"propertyCompany","amount":"\(amount)","agreedOn":"2023-05-01",
             "lifts":[\(lifts)]}
            """, as: [.committee])
        #expect(reply.status == 201)
    }

    private static func complete(_ story: Story, cost: String) async throws {
        try await story.receive(
            OrderCompleted(
                order: Story.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"), cost: Samples.money(cost),
                report: "AR-1", completedOn: Samples.day("2023-06-20")))
    }

    /// One person's part in a repayment.
    private static func ask(
        _ story: Story, _ amount: String, reference: String = "B-1", advance: String = "advance-1", by person: Person,
        key: String? = nil
    ) async throws -> Reply {
        try await story.funds.post(
            "\(Story.campaign)/advances/\(advance)/repayments",
            #"{"reference":"\#(reference)","amount":"\#(amount)"}"#, as: [.committee], of: Samples.community,
            person: person, key: key)
    }

    /// Two people ask for the same, unless the first is refused.
    private static func repay(
        _ story: Story, _ amount: String, _ reference: String, of advance: String = "advance-1"
    ) async throws -> Reply {
        let first = try await ask(story, amount, reference: reference, advance: advance, by: Person(subject: "first"))
        guard first.status == 202 else { return first }
        return try await ask(story, amount, reference: reference, advance: advance, by: Person(subject: "second"))
    }
}
