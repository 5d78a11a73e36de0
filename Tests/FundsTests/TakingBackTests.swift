import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// Advances that are taken back, through the routes and against a real database.
@Suite(.serialized) struct TakingBackTests {
    private typealias Reply = ServiceHarness<FundsService>.Reply

    @Test(.database) func `an advance leaves the books when two people have asked for it, and its reference stays`()
        async throws
    {
        try await Story.run { story in
            try await story.begin("2023-06-07")
            try await Self.plan(story)
            #expect(try await Self.lend(story, "advance-1").status == 201)
            let first = Person(subject: "first", account: "one")

            let asked = try await Self.ask(story, by: first)
            #expect(asked.status == 202)
            #expect(asked.text.contains(#""isWaiting":true"#) && !asked.text.contains("reversedOn"))
            #expect(try await Self.ask(story, by: Person(subject: "elsewhere", account: "one")).status == 202)
            let waiting = "\(Story.campaign)/payouts/waiting"
            let listed = try await story.get(waiting, as: [.auditor]).text
            #expect(listed.contains(#""reversals":[{"advance":"advance-1","amount":"1000.00","#))
            #expect(try await story.published(AdvanceReversed.self).isEmpty)

            let second = Person(subject: "second")
            let made = try await Self.ask(story, "ADVANCE-1", reason: "重复登记", by: second, as: .operator)
            #expect(made.status == 201)
            #expect(
                made.text == #"{"advance":"advance-1","amount":"1000.00","campaign":"2023-lifts-raise","#
                    + #""reason":"重复登记","reversedOn":"2023-06-07"}"#)
            let again = try await Self.ask(story, reason: "别的", by: first)
            #expect(again.status == 200)
            #expect(again.text == made.text)
            #expect(
                try await story.published(AdvanceReversed.self) == [
                    AdvanceReversed(
                        campaign: Samples.campaign, advance: Samples.code("advance-1"),
                        amount: Samples.money("1000.00"), uncovered: [Samples.lift("1-1-A"), Samples.lift("2-1-A")],
                        reversedOn: Samples.day("2023-06-07"))
                ])
            #expect(try await story.get(waiting, as: [.auditor]).text == #"{"items":[]}"#)
            try await Self.expectNothingOwed(story)

            let repeated = try await Self.lend(story, "Advance-1")
            #expect(repeated.status == 200)
            #expect(repeated.text.contains(#""reversedOn":"2023-06-07""#), "it is not revived")
            #expect(try await story.published(AdvanceMade.self).count == 1)
        }
    }

    private static func expectNothingOwed(_ story: Story) async throws {
        let balances = Dictionary(
            uniqueKeysWithValues: try await story.books().accounts.map { ($0.account, $0.balance.fen) })
        for account in ["advances:advance-1", "advanced-works:1-1-A", "advanced-works:2-1-A"] {
            #expect(balances[account] == 0, "\(account)")
        }
        #expect(try await story.progress().advancesOwed == .zero)
        let list = try await story.get("\(Story.campaign)/advances").text
        #expect(list.hasPrefix(#"{"amount":"0.00","items":[{"agreedOn":"2023-05-01","amount":"1000.00","#))
        #expect(list.contains(#""owed":"0.00","reference":"advance-1","repaid":"0.00","repayments":[],"reversedOn":"#))
        #expect(!list.contains("重复登记"), "everybody reads this list")
        try await story.expectSoundBooks()
    }

    @Test(.database) func `what was taken back pays for no works`() async throws {
        try await Story.run { story in
            try await Self.plan(story)
            #expect(try await Self.lend(story, "advance-1").status == 201)
            try await Self.lendMore(story, "50.00", for: "1-1-A")
            try await Self.takeBack(story, "advance-1")
            #expect(
                try await story.published(AdvanceReversed.self).map(\.uncovered) == [[Samples.lift("2-1-A")]],
                "another one is tied to the first lift")
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("5000.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            try await Self.complete(story, cost: "600.00")

            #expect(try await Self.repay(story, "0.01", of: "advance-1").slug == "debt-exceeded")
            #expect(try await Self.repay(story, "50.01", of: "advance-2").slug == "debt-exceeded")
            #expect(try await Self.repay(story, "50.00", of: "advance-2").status == 202)
            #expect(try await story.payOut("550.01").slug == "cost-exceeded")
            #expect(try await story.payOut("550.00").status == 201)
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `works that have begun keep the advance, unless other money is there for them`()
        async throws
    {
        try await Story.run { story in
            try await Self.plan(story)
            #expect(try await Self.lend(story, "advance-1").status == 201)
            try await story.receive(
                OrderStarted(order: Story.order, lift: Samples.lift("1-1-A"), startedOn: Samples.day("2023-06-02")))
            let first = Person(subject: "first")

            let refused = try await Self.ask(story, by: first)
            #expect(refused.status == 409)
            #expect(try refused.slug == "works-rest-on-it")
            #expect(try refused.fields == ["advance"])

            try await Self.lendMore(story, "1.00", for: "1-1-A")
            #expect(try await Self.ask(story, by: first).status == 202)
            try await Self.takeBack(story, "advance-2")
            #expect(try await Self.ask(story, by: Person(subject: "second")).slug == "works-rest-on-it", "it has gone")
            // Half of 3,586.00 is the threshold.
            _ = try await story.pay("r1", "1-1-101", "1793.00")
            #expect(try await Self.ask(story, by: Person(subject: "second")).status == 201)
            #expect(
                try await story.published(AdvanceReversed.self).map(\.uncovered) == [[], [Samples.lift("2-1-A")]],
                "the first lift has another advance, and then its building's money")
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `what accepted works took, or was paid back, is not taken back`() async throws {
        try await Story.run { story in
            try await Self.plan(story)
            #expect(try await Self.lend(story, "advance-1").status == 201)
            try await Self.lendMore(story, "50.00", for: "1-1-A")
            _ = try await story.pay("r1", "1-1-101", "1793.00")
            try await Self.complete(story, cost: "600.00")
            let entries = try await story.books().entries
            let first = Person(subject: "first")

            #expect(try await Self.ask(story, by: first).slug == "works-rest-on-it")
            let later = try await Self.ask(story, "advance-2", by: first)
            #expect(later.status == 202, "the first lender's is taken first")
            for name in ["first", "second"] {
                _ = try await Self.repay(story, "100.00", of: "advance-1", by: Person(subject: name))
            }
            let repaid = try await Self.ask(story, by: first)
            #expect(repaid.status == 409)
            #expect(try repaid.slug == "advance-repaid")
            #expect(try await story.books().entries == entries + 2)
            #expect(try await story.published(AdvanceReversed.self).isEmpty)
        }
    }

    @Test(.database) func `a reversal of an advance that cannot be is refused`() async throws {
        try await Story.run { story in
            #expect(try await Self.lend(story, "advance-1").status == 201)
            let body = #"{"reason":"记错"}"#
            for (path, slug) in [
                ("\(Story.campaign)/advances/none/reversal", "no-such-advance"),
                ("\(Story.campaign)-no/advances/advance-1/reversal", "no-such-campaign"),
            ] {
                let refused = try await story.post(path, body, as: [.committee])
                #expect(refused.status == 404, "\(path)")
                #expect(try refused.slug == slug, "\(path)")
            }
            let path = "\(Story.campaign)/advances/advance-1/reversal"
            #expect(try await story.post(path, body, as: [.owner, .collector, .auditor]).status == 403)
            #expect(try await story.post(path, #"{"reason":""}"#, as: [.committee]).status == 400)
        }
    }

    @Test(.database) func `what nobody has seconded for thirty days counts no more`() async throws {
        try await Story.run { story in
            try await Self.plan(story)
            #expect(try await Self.lend(story, "advance-1").status == 201)
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("5000.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "1793.00")
            try await Self.complete(story, cost: "900.00")
            try await Self.lendMore(story, "50.00", for: "2-1-A")
            try await story.funds.pool.withConnection { connection in
                for statement in Self.forgotten { try await connection.execute(statement) }
            }
            let waiting = "\(Story.campaign)/payouts/waiting"
            #expect(try await story.get(waiting, as: [.auditor]).text == #"{"items":[]}"#)
            let second = Person(subject: "second")

            #expect(try await story.ask("100.00", by: second).status == 202)
            #expect(try await Self.ask(story, "advance-2", by: second).status == 202)

            #expect(try await story.published(PayoutMade.self).isEmpty)
            let listed = try await story.get(waiting, as: [.auditor]).text
            #expect(listed.contains(#""enteredBy":"second""#) && listed.contains("waitsUntil"))
            #expect(!listed.contains(#""enteredBy":"first""#))
            #expect(try await story.ask("100.00", by: Person(subject: "third")).status == 201)
            #expect(try await Self.ask(story, "advance-2", by: Person(subject: "third")).status == 201)
        }
    }

    /// What somebody asked for a month ago and a day.
    private static let forgotten: [SQL] = [
        """
        INSERT INTO payout_request (
            community, campaign, reference, works_order, payee, amount, entered_by, person, entered_at)
        VALUES (
            'runfeng', '2023-lifts-raise', 'P-1', '2023-lifts-raise.1-1-A', '电梯公司', 10000, 'first', 'first',
            now() - interval '31 days')
        """,
        """
        INSERT INTO advance_reversal_request (community, advance, reason, entered_by, person, entered_at)
        VALUES ('runfeng', 'advance-2', '记错', 'first', 'first', now() - interval '31 days')
        """,
    ]

    @Test(.database) func `the database refuses changes of what was taken back, and of who asked for it`()
        async throws
    {
        try await Story.run { story in
            #expect(try await Self.lend(story, "advance-1").status == 201)
            try await Self.takeBack(story, "advance-1")
            for statement in [
                "UPDATE advance_reversal SET reason = '别的'", "DELETE FROM advance_reversal",
                "DELETE FROM advance_reversal_request",
            ] as [SQL] {
                let error = await #expect(throws: PostgresError.self) {
                    try await story.funds.pool.withConnection { try await $0.execute(statement) }
                }
                #expect(error?.constraint == "append_only")
            }
        }
    }

    // MARK: - Deeds

    /// 600.00 for a lift of the first building and 400.00 for one of the second, unless told otherwise.
    private static func lend(
        _ story: Story, _ advance: String,
        _ lifts: String = #"{"lift":"1-1-A","amount":"600.00"},{"lift":"2-1-A","amount":"400.00"}"#,
        _ amount: String = "1000.00"
    ) async throws -> Reply {
        try await story.post(
            "\(Story.campaign)/advances",
            """
            {"reference":"\(advance)","lender":"propertyCompany","amount":"\(amount)","agreedOn":"2023-05-01",
             "lifts":[\(lifts)]}
            """, as: [.committee])
    }

    /// A second advance.
    private static func lendMore(_ story: Story, _ amount: String, for lift: String) async throws {
        let reply = try await lend(story, "advance-2", #"{"lift":"\#(lift)","amount":"\#(amount)"}"#, amount)
        #expect(reply.status == 201)
    }

    private static func plan(_ story: Story) async throws {
        try await story.receive(
            OrderPlanned(
                order: Story.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"),
                works: Samples.mandate().releases))
    }

    private static func complete(_ story: Story, cost: String) async throws {
        try await story.receive(
            OrderCompleted(
                order: Story.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"), cost: Samples.money(cost),
                report: "AR-1", completedOn: Samples.day("2023-06-20")))
    }

    /// One person's part in a reversal.
    private static func ask(
        _ story: Story, _ advance: String = "advance-1", reason: String = "记错", by person: Person,
        as role: Role = .committee
    ) async throws -> Reply {
        try await story.funds.post(
            "\(Story.campaign)/advances/\(advance)/reversal", #"{"reason":"\#(reason)"}"#, as: [role],
            of: Samples.community, person: person)
    }

    private static func takeBack(_ story: Story, _ advance: String) async throws {
        #expect(try await ask(story, advance, by: Person(subject: "third")).status == 202)
        #expect(try await ask(story, advance, by: Person(subject: "fourth")).status == 201)
    }

    /// One person's part in a repayment.
    private static func repay(
        _ story: Story, _ amount: String, of advance: String, by person: Person = Person(subject: "first")
    ) async throws -> Reply {
        try await story.funds.post(
            "\(Story.campaign)/advances/\(advance)/repayments", #"{"reference":"B-1","amount":"\#(amount)"}"#,
            as: [.committee], of: Samples.community, person: person)
    }
}
