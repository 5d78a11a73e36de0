import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// Payments through the routes, against a real database.
@Suite(.serialized) struct PaymentTests {
    @Test(.database) func `a passed resolution opens its campaign once, every unit assessed half-up`() async throws {
        try await Story.run { story in
            try await story.pass(.collect(Samples.mandate()), item: "raise")

            let opened = try await story.published(CampaignOpened.self)
            let progress = try await story.progress()

            #expect(opened.count == 1)
            #expect(opened.first?.due == Samples.money("6974.78"))
            #expect(progress.due == Samples.money("6974.78"))
            #expect(progress.households == 4)
            #expect(try await story.books().total == .zero)
        }
    }

    @Test(.database) func `payments move their building until it is funded, once`() async throws {
        try await Story.run { story in
            try story.funds.calendar.set(day: Samples.day("2023-06-05"))
            #expect(try await story.pay("r1", "1-1-101", "1000.00").status == 201)
            try story.funds.calendar.set(day: Samples.day("2023-06-06"))
            #expect(try await story.pay("r2", "1-1-101", "793.00").status == 201)
            #expect(try await story.pay("r3", "1-1-102", "2000.00").status == 201)

            let funded = try await story.published(BuildingFunded.self)
            let recorded = try await story.published(PaymentRecorded.self)
            let progress = try await story.progress()

            #expect(funded.map(\.building.description) == ["1"])
            #expect(funded.first?.fundedOn == Samples.day("2023-06-06"))
            #expect(recorded.map(\.receipt) == [1, 2, 3])
            #expect(recorded.map(\.completes) == [false, true, true])
            #expect(progress.paid == Samples.money("3793.00"))
            #expect(progress.counted == Samples.money("3586.00"))
            #expect(progress.paidHouseholds == 2)
            #expect(progress.buildings.first?.fundedOn == Samples.day("2023-06-06"))
            #expect(try await story.books().total == .zero)
        }
    }

    @Test(.database) func `the same payment again gives the same receipt, another under its reference a conflict`()
        async throws
    {
        try await Story.run { story in
            let first = try await story.pay("r1", "1-1-101", "10.00")
            let again = try await story.pay("r1", "1-1-101", "10.00")
            let other = try await story.pay("r1", "1-1-101", "11.00")

            #expect([first.status, again.status, other.status] == [201, 200, 409])
            #expect(first.text == again.text)
            #expect(try other.slug == "reference-taken")
            #expect(try other.fields == ["reference", "amount"])
            #expect(try await story.published(PaymentRecorded.self).count == 1)
            #expect(try await story.progress().paid == Samples.money("10.00"))
        }
    }

    @Test(.database) func `a reference in other letter case is the same, and in another spelling it is none`()
        async throws
    {
        try await Story.run { story in
            let first = try await story.pay("Slip-a1", "1-1-101", "10.00")
            let again = try await story.pay("SLIP-A1", "1-1-101", "10.00")
            let more = try await story.pay("slip-a1", "1-1-101", "11.00")
            #expect([first.status, again.status, more.status] == [201, 200, 409])
            #expect(first.text == again.text)
            #expect(try more.fields == ["reference", "amount"])

            // Swift takes the two ways to write é for one text, the database does not: only the usual one is a reference.
            let (usual, other) = ("caf\u{E9}", "cafe\u{301}")
            #expect(try await story.pay(usual, "1-1-101", "1.00").status == 201)
            let refused = try await story.pay(other, "1-1-101", "1.00")
            #expect(refused.status == 400)
            #expect(try refused.fields == ["reference"])
            let file = try await story.post(
                "\(Story.campaign)/payments/import",
                "reference,unit,amount_yuan,paid_at,channel,payer\r\n"
                    + "\(other),1-1-101,1.00,2023-06-01T10:00:00+08:00,bank,\r\n",
                as: [.collector], mediaType: "text/csv")
            #expect(file.status == 422)
            #expect(file.text.contains("reference"))
            #expect(try await story.progress().paid == Samples.money("11.00"))
        }
    }

    /// What an input method or a word processor makes of `R-12` would be another payment.
    @Test(
        .database,
        arguments: [
            "R-１２", "R\u{3000}12", "R  12", "R\u{A0}12", "R\u{2013}12", "R\u{2011}12", "R\u{2212}12", "\u{F9D1}-12",
            "Re\u{301}-12", "R-12\u{3164}", "R\u{2800}12",
        ])
    func `a reference that only looks like another is refused`(reference: String) async throws {
        try await Story.run { story in
            let refused = try await story.pay(reference, "1-1-101", "10.00")
            #expect(refused.status == 400)
            #expect(try refused.fields == ["reference"])
            let file = try await story.post(
                "\(Story.campaign)/payments/import",
                "reference,unit,amount_yuan,paid_at,channel,payer\r\n\(reference),1-1-101,1.00,2023-06-01,bank,\r\n",
                as: [.collector], mediaType: "text/csv")
            #expect(file.status == 422)
            #expect(file.text.contains(#""line":2"#))
            #expect(try await story.pay("R 12", "1-1-101", "10.00").status == 201)
            #expect(try await story.pay("六号é-12", "1-1-101", "1.00").status == 201)
            #expect(try await story.progress().paid == Samples.money("11.00"))
        }
    }

    @Test(.database) func `two items whose codes read alike have a campaign each, and only one each`() async throws {
        try await Story.run { story in
            for _ in 1...2 {
                try await story.pass(.collect(Samples.mandate(rate: "1.00")), item: "lifts-raise", of: "2023")
            }

            let opened = try await story.published(CampaignOpened.self)
            #expect(opened.map(\.campaign.description) == ["2023-lifts-raise", "2023-lifts-raise-2"])
            #expect(opened.last?.assembly.description == "2023")
            #expect(opened.last?.due == Samples.money("389.00"))
            #expect(try await story.get("\(Story.campaign)-2").status == 200)
        }
    }

    @Test(.database) func `what belongs to another community is not reached`() async throws {
        try await Story.run { story in
            let body = #"{"reference":"r1","unit":"1-1-101","amount":"1.00","paidAt":"2023-06-01","channel":"bank"}"#
            let path = "/v1/communities/elsewhere/campaigns/2023-lifts-raise/payments"
            let stranger = try await story.post(path, body, as: [.collector, .committee])
            let local = try await story.funds.post(
                path, body, as: [.collector], of: Samples.code("elsewhere"))
            let foreign = try await story.funds.post(
                "\(Story.campaign)/payments", body, as: [.collector], of: Samples.code("elsewhere"))
            let statement = try await story.funds.get(
                "\(Story.campaign)/units/1-1-101", as: [.collector, .committee, .owner],
                of: Samples.code("elsewhere"), subject: Story.owner.description)

            #expect([stranger.status, local.status, foreign.status, statement.status] == [403, 404, 403, 403])
            #expect(try await story.progress().paid == .zero)
        }
    }

    @Test(.database) func `a payment before its campaign is refused and stores nothing`() async throws {
        try await Story.run(isOpen: false) { story in
            let refused = try await story.pay("r1", "1-1-101", "10.00")

            #expect(refused.status == 404)
            #expect(try refused.slug == "no-such-campaign")
            #expect(try refused.fields == ["campaign"])
            #expect(try await story.books().entries == 0)
        }
    }

    @Test(.database) func `a bad payment is refused naming its field and stores nothing`() async throws {
        try await Story.run { story in
            let entries = try await story.books().entries
            for (unit, amount, time, status, field) in [
                ("9-9-999", "10.00", "2023-06-01", 422, "unit"),
                ("1-1", "10.00", "2023-06-01", 400, "unit"),
                ("1-1-101", "0.00", "2023-06-01", 400, "amount"),
                ("1-1-101", "-1.00", "2023-06-01", 400, "amount"),
                ("1-1-101", "1.001", "2023-06-01", 400, "amount"),
                ("1-1-101", "1e3", "2023-06-01", 400, "amount"),
                ("1-1-101", "99999999999999999999.00", "2023-06-01", 400, "amount"),
                ("1-1-101", "92233720368547758.07", "2023-06-01", 400, "amount"),
                ("1-1-101", "1.00", "2023-02-30", 400, "paidAt"),
                ("1-1-101", "1.00", "2223-01-01", 422, "paidAt"),
                ("1-1-101", "1.00", "0023-06-01", 400, "paidAt"),
                ("1-1-101", "1.00", "1999-12-31T23:59:59+08:00", 400, "paidAt"),
                ("1-1-101", "1.00", "0000-01-01T00:00:00+10:00", 400, "paidAt"),
            ] {
                let reply = try await story.pay("\(unit) \(amount) \(time)", unit, amount, paidAt: time)
                #expect(reply.status == status, "\(unit) \(amount) \(time): \(reply.text)")
                if !field.isEmpty { #expect(try reply.fields == [field]) }
            }
            #expect(try await story.books().entries == entries)
            #expect(try await story.books().total == .zero)
        }
    }

    @Test(.database) func `many payments at once are each recorded once and the books sum to zero`() async throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        let payments = (0..<120).map { number in
            (
                "r\(number % 100)", Story.units.randomElement(using: &random)?.0 ?? "1-1-101",
                Money(fen: .random(in: 1...90_000, using: &random)).description
            )
        }
        try await Story.run { story in
            let statuses = try await withThrowingTaskGroup(of: Int.self, returning: [Int].self) { group in
                for (reference, unit, amount) in payments {
                    group.addTask { try await story.pay(reference, unit, amount).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(statuses.count { $0 == 201 } == 100)
            let recorded = try await story.published(PaymentRecorded.self)
            #expect(recorded.map(\.receipt) == Array(1...100))
            let (progress, books) = (try await story.progress(), try await story.books())
            #expect(try progress.paid == Money.sum(recorded.map(\.amount)))
            #expect(try progress.counted == Money.sum(recorded.map(\.counted)))
            #expect(books.total == .zero)
            #expect(books.entriesTotal == .zero)
            #expect(try await story.published(BuildingFunded.self).count <= 2)
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `the database refuses books that do not balance, and changes of what is written`()
        async throws
    {
        try await Story.run { story in
            let entry: SQL = """
                INSERT INTO ledger_entry (community, account, sequence, transaction, amount, balance_after)
                VALUES ('runfeng', 'bank:x', 1, 999, 5, 5)
                """
            for (statement, constraint) in [
                (entry, "ledger_entry_balanced_check"), ("UPDATE ledger_entry SET amount = 1", "append_only"),
                ("DELETE FROM ledger_transaction", "append_only"), ("TRUNCATE payout", "append_only"),
                ("DELETE FROM payment", "append_only"), ("DELETE FROM payment_reversal", "append_only"),
                ("UPDATE advanced_lift SET amount = 1", "append_only"), ("DELETE FROM advance", "append_only"),
                ("UPDATE payout_request SET amount = 1", "append_only"), ("DELETE FROM repayment", "append_only"),
                ("DELETE FROM refund", "append_only"),
            ] {
                let error = await #expect(throws: PostgresError.self) {
                    try await story.funds.pool.withConnection { try await $0.execute(statement) }
                }
                #expect(error?.constraint == constraint)
            }
        }
    }

    @Test(.database) func `a unit's statement is for its owner, collectors and the committee`() async throws {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "10.00")
            let path = "\(Story.campaign)/units/1-1-101"
            let owner = Story.owner.description

            #expect(try await story.get(path).status == 401)
            #expect(try await story.get(path, as: [.contractor]).status == 403)
            #expect(try await story.get(path, as: [.owner]).status == 403)
            #expect(try await story.get(path, as: [.collector]).status == 200)
            let mine = try await story.funds.get(path, as: [.owner], of: Samples.community, subject: owner)
            #expect(mine.status == 200)
            #expect(mine.text.contains(#""outstanding":"1783.00""#))
        }
    }

    @Test(.database) func `a unit that has left the roll shows its account to its last owner, and owes nothing later`()
        async throws
    {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "10.00")
            try await story.receive(UnitsRemoved(units: ["1-1-101", "1-1-102"].map { Samples.unit($0) }))
            let buyer: OwnerID = Samples.parsed("33333333-3333-4333-8333-333333333333")
            try await story.receive(Story.recorded([("1-1-103", "200.00")], of: buyer))
            try await story.receive(Story.complete)
            func status(_ unit: String, _ owner: OwnerID) async throws -> Int {
                try await story.funds.get(
                    "\(Story.campaign)/units/\(unit)", as: [.owner], of: Samples.community, subject: owner.description
                ).status
            }

            #expect(try await status("1-1-101", Story.owner) == 200)
            #expect(try await status("1-1-101", buyer) == 403)

            try await story.pass(.collect(Samples.mandate()), item: "later")
            #expect(try await story.published(CampaignOpened.self).last?.households == 3)

            // It comes back with another owner.
            try await story.receive(Story.recorded([("1-1-101", "100.00")], of: buyer))
            #expect(try await status("1-1-101", Story.owner) == 403)
            #expect(try await status("1-1-101", buyer) == 200)

            // It leaves again, and was the other's last.
            try await story.receive(UnitsRemoved(units: [Samples.unit("1-1-101")]))
            #expect(try await status("1-1-101", Story.owner) == 403)
            #expect(try await status("1-1-101", buyer) == 200)
        }
    }

    @Test(.database, arguments: ["\(Story.campaign)/units/9-9-999", "\(Story.campaign)-no/units/1-1-101"])
    func `what has no statement is refused with what may be wrong`(path: String) async throws {
        try await Story.run { story in
            let reply = try await story.get(path, as: [.collector])
            #expect(reply.status == 404 && reply.text.contains(#""detail""#), "\(reply.text)")
        }
    }

    @Test(.database) func `an owner whom the roll knows by another id sees the statement, a lookalike does not`()
        async throws
    {
        try await Story.run { story in
            let subject = "22222222-2222-4222-8222-222222222222"
            let owner = Person(subject: subject, account: "a", owners: [subject, Story.owner.description])
            let lookalike = Person(subject: subject, account: "a", owners: [subject], alike: [Story.owner.description])
            var statuses: [Int] = []
            for person in [owner, lookalike] {
                let reply = try await story.funds.get(
                    "\(Story.campaign)/units/1-1-101", as: [.owner], of: Samples.community, person: person)
                statuses.append(reply.status)
            }
            #expect(statuses == [200, 403])
        }
    }
}
