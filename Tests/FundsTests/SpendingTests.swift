import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// Advances and payouts through the routes, against a real database.
@Suite(.serialized) struct SpendingTests {
    @Test(.database) func `an advance is owed, also after its works are completed`() async throws {
        try await Story.run { story in
            let first = try await Self.advance(story)
            let again = try await Self.advance(story)
            let uppercase = try await Self.advance(story, reference: "ADVANCE-1")
            let wrong = try await Self.advance(story, amount: "140000.01", reference: "another")

            #expect([first.status, again.status, uppercase.status, wrong.status] == [201, 200, 200, 422])
            #expect([again.text, uppercase.text] == [first.text, first.text], "what is recorded is answered")
            let slip = try await Self.advance(story, reference: "slip", agreedOn: "0023-05-01")
            #expect(slip.status == 400)
            #expect(try slip.fields == ["agreedOn"])
            #expect(try wrong.slug == "parts-differ")
            #expect(try await story.published(AdvanceMade.self).count == 1)
            #expect(try await story.get("\(Story.campaign)/advances").text.contains(#""owed":"140000.00""#))
            #expect(try await story.get("\(Story.campaign)-none/advances").status == 404)
            try await Self.complete(story, cost: "80000.00")
            #expect(try await story.progress().advancesOwed == Samples.money("140000.00"))
            let books = try await story.books()
            #expect(books.total == .zero)
            let balances = Dictionary(uniqueKeysWithValues: books.accounts.map { ($0.account, $0.balance.fen) })
            #expect(balances["advances:advance-1"] == -14_000_000)
            #expect(balances["works:1-1-A"] == 7_000_000)
            #expect(balances["advanced-works:1-1-A"] == 0)
            #expect(balances["advanced-works:2-1-A"] == 7_000_000)
        }
    }

    @Test(.database, arguments: [true, false])
    func `an advance's answer that was kept before it named the advance is given again`(isNew: Bool) async throws {
        try await Story.run { story in
            if !isNew { #expect(try await Self.advance(story).status == 201) }
            let first = try await Self.advance(story, key: "k-1")
            try await story.funds.pool.withConnection { connection in
                let kept = Array(#"{"answer":\#(isNew)}"#.utf8)
                let changed = try await connection.execute("UPDATE http_idempotency SET answer = \(kept)")
                #expect(changed == 1)
            }
            let again = try await Self.advance(story, key: "k-1")

            #expect([first.status, again.status] == (isNew ? [201, 201] : [200, 200]))
            #expect(again.text == first.text)
            #expect(try await story.published(AdvanceMade.self).count == 1)
        }
    }

    @Test(.database) func `a lift that came after the works in its building takes no advance`() async throws {
        try await Story.run { story in
            for lift in ["1-1-A", "2-1-A"] {
                try await story.receive(
                    OrderPlanned(
                        order: Samples.code("2023-lifts-raise.\(lift)"), campaign: Samples.campaign,
                        lift: Samples.lift(lift), works: Samples.mandate().releases))
            }
            func advance(_ reference: String) async throws -> ServiceHarness<FundsService>.Reply {
                try await story.post(
                    "\(Story.campaign)/advances",
                    """
                    {"reference":"\(reference)","lender":"propertyCompany","amount":"2.00","agreedOn":"2023-05-01",
                     "lifts":[{"lift":"2-1-A","amount":"1.00"},{"lift":"1-1-B","amount":"1.00"}]}
                    """, as: [.committee])
            }
            // While works in the building are open, the order of a lift that has none is on its way.
            #expect(try await advance("early").status == 201)
            try await Self.complete(story, cost: "1.00")
            let late = try await advance("late")
            #expect(late.status == 409)
            #expect(try late.slug == "works-completed")
            #expect(try late.fields == ["lifts[1].lift"])
        }
    }

    @Test(.database) func `no payout without a mandate, a completed order, and money`() async throws {
        try await Story.run { story in
            let early = try await story.payOut("100.00")
            #expect(early.status == 422)
            #expect(try early.slug == "order-unknown")

            try await story.receive(
                OrderPlanned(
                    order: Story.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"),
                    works: Samples.mandate().releases))
            #expect(try await story.payOut("100.00").slug == "order-not-completed")

            try await Self.complete(story, cost: "1500.00")
            let bare = try await story.payOut("100.00")
            #expect(bare.status == 409)
            #expect(try bare.slug == "no-mandate")

            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: "spend")
            #expect(try await story.payOut("1000.01").slug == "cap-exceeded")
            #expect(try await story.payOut("1000.00").slug == "bank-exceeded")

            _ = try await story.pay("r1", "1-1-101", "1200.00")
            let paid = try await story.payOut("700.00")
            let again = try await story.payOut("700.00")
            #expect([paid.status, again.status] == [201, 200])
            #expect(paid.text == again.text)
            #expect(paid.text.contains(#""item":"spend""#))
            let lowercase = try await story.payOut("700.00", reference: "p-1")
            #expect(lowercase.status == 200)
            #expect(lowercase.text == paid.text)
            #expect(try await story.payOut("300.01", reference: "P-2").slug == "cap-exceeded")
            #expect(try await story.published(PayoutMade.self).map(\.amount) == [Samples.money("700.00")])
            #expect(try await story.payOut("300.00", reference: "P-2").status == 201)
            let first = try await story.get("\(Story.campaign)/payouts?limit=1", as: [.owner]).text
            #expect(first.contains(#""amount":"700.00""#) && first.contains(#""item":"spend""#))
            #expect(first.contains(#""next":"P-1""#) && !first.contains("P-2"))
            let second = try await story.get("\(Story.campaign)/payouts?cursor=P-1", as: [.auditor]).text
            #expect(second.contains(#""reference":"P-2""#) && !second.contains("P-1") && !second.contains("next"))
            for list in ["payouts", "payments"] {
                #expect(try await story.get("\(Story.campaign)-none/\(list)", as: [.auditor]).status == 404)
            }
            #expect(try await story.books().total == .zero)
        }
    }

    @Test(.database) func `money leaves when two people have asked for the same`() async throws {
        try await Story.run { story in
            try await Self.complete(story, cost: "1500.00")
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            let (first, second) = (Person(subject: "first", account: "one"), Person(subject: "second", account: "two"))
            let waiting = "\(Story.campaign)/payouts/waiting"

            #expect(try await story.ask("71.00", by: first).status == 202)
            let mended = try await story.ask("70.00", by: first)
            #expect(mended.status == 202)
            #expect(mended.text.contains(#""isWaiting":true"#) && !mended.text.contains("paidOn"))
            let elsewhere = Person(subject: "elsewhere", account: "one")
            #expect(try await story.ask("70.00", reference: "p-1", by: elsewhere).status == 202)
            let differing = try await story.ask("71.00", by: second)
            #expect(differing.status == 409)
            #expect(try differing.slug == "other-asked-for")
            #expect(try differing.fields == ["amount"])
            #expect(try await story.published(PayoutMade.self).isEmpty)
            let listed = try await story.get(waiting, as: [.auditor]).text
            #expect(listed.contains(#""amount":"70.00""#) && listed.contains(#""enteredBy":"first""#))
            #expect(!listed.contains("71.00"))
            #expect(try await story.get(waiting, as: [.owner]).status == 403)
            #expect(try await story.get("\(Story.campaign)-none/payouts/waiting", as: [.auditor]).status == 404)

            #expect(try await story.ask("70.00", by: second).status == 201)
            #expect(try await story.ask("70.00", by: first).status == 200)
            let other = try await story.ask("71.00", by: second)
            #expect(try other.slug == "reference-taken")
            #expect(try other.fields == ["reference", "amount"])
            #expect(try await story.published(PayoutMade.self).map(\.amount) == [Samples.money("70.00")])
            #expect(try await story.get(waiting, as: [.auditor]).text == #"{"items":[]}"#)
            #expect(try await Self.people(story) == [["first", "second"]])
        }
    }

    @Test(.database) func `the list of payouts says by which number an event names each, and older ones have none`()
        async throws
    {
        try await Story.run { story in
            try await Self.complete(story, cost: "1500.00")
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "1200.00")
            for reference in ["P-1", "P-2"] {
                #expect(try await story.payOut("70.00", reference: reference).status == 201)
            }
            let events = try await story.published(PayoutMade.self)
            let list = try await story.get("\(Story.campaign)/payouts", as: [.owner]).text
            for event in events { #expect(list.contains(#""payout":"\#(event.payout)","#), "\(list)") }
            #expect(Set(events.map(\.payout)).count == 2)

            try await story.funds.pool.withConnection { connection in
                try await connection.execute("ALTER TABLE payout DISABLE TRIGGER USER")
                try await connection.execute(
                    "UPDATE payout SET request = NULL, approved_by = NULL, approver = NULL WHERE reference = 'P-1'")
                try await connection.execute("ALTER TABLE payout ENABLE TRIGGER USER")
            }

            let older = try await story.get("\(Story.campaign)/payouts?limit=1", as: [.owner]).text
            #expect(older.contains(#""reference":"P-1""#) && !older.contains(#""payout":"#), "\(older)")
        }
    }

    /// Who asked for each payout, and who for the same.
    private static func people(_ story: Story) async throws -> [[String]] {
        try await story.funds.pool.withConnection { connection in
            try await connection.query(
                "SELECT entered_by, approved_by FROM payout JOIN payout_request ON number = request",
                as: (String, String).self)
        }.map { [$0, $1] }
    }

    @Test(.database) func `what was paid too much is owed back and not spent`() async throws {
        try await Story.run { story in
            try await story.receive(
                OrderPlanned(
                    order: Story.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"),
                    works: Samples.mandate().releases))
            try await Self.complete(story, cost: "5000.00")
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("5000.00"), scope: .community)), item: "spend")
            // 1,793.00 are due.
            _ = try await story.pay("r1", "1-1-101", "2000.00")
            #expect(try await story.payOut("1793.01").slug == "bank-exceeded")
            #expect(try await story.payOut("1793.00").status == 201)
        }
    }

    @Test(.database, arguments: ["spend", nil] as [String?])
    func `under a mandate that was set aside nothing more is paid, and what was paid stays`(_ item: String?)
        async throws
    {
        try await Story.run { story in
            try await Self.complete(story, cost: "1500.00")
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "5000.00")
            #expect(try await story.payOut("300.00").status == 201)

            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: item.map { Samples.code($0) }, by: .court,
                    document: Digest256(of: [1]), on: Samples.today))

            let refused = try await story.payOut("300.00", reference: "P-2")
            #expect(refused.status == 409)
            #expect(try refused.slug == "mandate-set-aside")
            #expect(try refused.fields == ["campaign"])
            #expect(try await story.payOut("300.00").status == 200, "it was paid")
            #expect(try await story.published(PayoutMade.self).count == 1)
            #expect(try await story.books().total == .zero)
        }
    }

    @Test(.database) func `another mandate that covers the building goes on where one was set aside`() async throws {
        try await Story.run { story in
            try await Self.complete(story, cost: "1500.00")
            for item in ["spend", "more"] {
                try await story.pass(
                    .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: item)
            }
            _ = try await story.pay("r1", "1-1-101", "5000.00")
            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: Samples.code("spend"), by: .authority,
                    document: Digest256(of: [1]), on: Samples.today))

            let paid = try await story.payOut("300.00")

            #expect(paid.status == 201)
            #expect(paid.text.contains(#""item":"more""#))
        }
    }

    @Test(.database) func `a collection whose decision was set aside takes no advance and pays nothing out`()
        async throws
    {
        try await Story.run { story in
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: "spend", of: "another")
            _ = try await story.pay("r1", "1-1-101", "5000.00")
            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: Samples.code("raise"), by: .authority,
                    document: Digest256(of: [1]), on: Samples.today))

            #expect(try await story.payOut("300.00").slug == "mandate-set-aside")
            let late = try await Self.advance(story, reference: "late")
            #expect(try late.slug == "mandate-set-aside")
            #expect(try late.fields == ["campaign"])
            #expect(try await story.pay("r2", "1-1-102", "10.00").status == 201, "money that came is in the books")
        }
    }

    @Test(.database, arguments: ["raise", nil] as [String?])
    func `under a decision that was set aside no building reaches its threshold, whatever is paid`(_ item: String?)
        async throws
    {
        try await Story.run { story in
            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: item.map { Samples.code($0) }, by: .authority,
                    document: Digest256(of: [1]), on: Samples.today))

            #expect(try await story.pay("r1", "1-1-101", "5000.00").status == 201, "money that came is in the books")

            #expect(try await story.published(BuildingFunded.self).isEmpty)
            #expect(try await story.progress().buildings.allSatisfy { $0.fundedOn == nil })
            #expect(try await story.published(PaymentRecorded.self).count == 1)
        }
    }

    @Test(.database) func `payouts that come at once never exceed the cap, the cost or the account together`()
        async throws
    {
        try await Story.run { story in
            try await Self.complete(story, cost: "1500.00")
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "5000.00")
            let statuses = try await withThrowingTaskGroup(of: Int.self, returning: [Int].self) { group in
                for number in 1...10 {
                    group.addTask { try await story.payOut("300.00", reference: "P-\(number)").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(statuses.sorted() == [201, 201, 201] + Array(repeating: 409, count: 7))
            #expect(try await story.published(PayoutMade.self).count == 3)
            #expect(try await story.books().total == .zero)
        }
    }

    @Test(.database) func `a second report of the same completion changes nothing`() async throws {
        try await Story.run { story in
            _ = try await Self.advance(story)
            try await Self.complete(story, cost: "80000.00")
            let before = try await story.books().entries
            try await Self.complete(story, cost: "90000.00")

            #expect(try await story.books().entries == before)
        }
    }

    @Test(.database) func `roles are asked for`() async throws {
        try await Story.run { story in
            let advances = try await story.post("\(Story.campaign)/advances", "{}", as: [.collector, .owner])
            let payouts = try await story.post("\(Story.campaign)/payouts", "{}", as: [.collector, .operator])
            let accounts = try await story.get("/v1/communities/runfeng/ledger/accounts", as: [.owner])
            let payments = try await story.get("\(Story.campaign)/payments", as: [.owner])

            #expect([advances, payouts, accounts, payments].map(\.status) == [403, 403, 403, 403])
            let audit = try await story.get("/v1/communities/runfeng/ledger/accounts?limit=2", as: [.auditor])
            #expect(audit.status == 200)
            #expect(audit.text.contains(#""next":"#))
        }
    }

    @Test(.database) func `the public books name no unit`() async throws {
        try await Story.run { story in
            let accounts = try await story.books().accounts.map(\.account)

            #expect(accounts.contains("receivable:1"))
            #expect(!accounts.contains { $0.hasPrefix("receivable:1-") })
        }
    }

    @Test(.database) func `books to which nothing was posted are not counted again, whoever asks`() async throws {
        try await Story.run { story in
            let before = try await story.books()
            let (hide, show): ([SQL], [SQL]) = (
                ["ALTER TABLE ledger_entry RENAME TO away_entry", "ALTER TABLE ledger_account RENAME TO away_account"],
                ["ALTER TABLE away_entry RENAME TO ledger_entry", "ALTER TABLE away_account RENAME TO ledger_account"]
            )
            for statement in hide { try await story.funds.pool.withConnection { try await $0.execute(statement) } }
            let again = try await story.get("/v1/communities/runfeng/ledger")
            for statement in show { try await story.funds.pool.withConnection { try await $0.execute(statement) } }
            #expect(again.status == 200, "\(again.text)")
            let kept: Story.Books = try again.decode()
            #expect(kept.entries == before.entries)

            #expect(try await story.pay("r1", "1-1-101", "10.00").status == 201)
            let after = try await story.books()
            #expect(after.entries == before.entries + 2)
            #expect(after.entriesTotal == .zero)
            try await story.expectSoundBooks()
        }
    }

    private static func advance(
        _ story: Story, amount: String = "140000.00", reference: String = "advance-1", agreedOn: String = "2023-05-01",
        key: String? = nil
    ) async throws -> ServiceHarness<FundsService>.Reply {
        try await story.funds.post(
            "\(Story.campaign)/advances",
            """
            {"reference":"\(reference)","lender":"propertyCompany","amount":"\(amount)","agreedOn":"\(agreedOn)",
             "lifts":[{"lift":"1-1-A","amount":"70000.00"},{"lift":"2-1-A","amount":"70000.00"}]}
            """, as: [.committee], of: Samples.community, key: key)
    }

    private static func complete(_ story: Story, cost: String) async throws {
        try await story.receive(
            OrderCompleted(
                order: Story.order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"), cost: Samples.money(cost),
                report: "AR-1", completedOn: Samples.day("2023-06-20")))
    }
}
