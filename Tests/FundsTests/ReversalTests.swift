import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Funds
@testable import ServiceRuntime

/// Reversals through the routes, against a real database.
@Suite(.serialized) struct ReversalTests {
    private typealias Reply = ServiceHarness<FundsService>.Reply

    @Test(.database) func `a reversed payment leaves every figure, and what it funded stays`() async throws {
        try await Story.run { story in
            try await story.begin("2023-06-05")
            #expect(try await story.pay("r1", "1-1-101", "1793.00").status == 201)
            #expect(try await story.pay("r2", "1-1-102", "10.00").status == 201)
            try await story.begin("2023-06-07")

            let reply = try await Self.reverse(story, "1")

            #expect(reply.status == 201)
            for member in [
                #""receipt":1"#, #""reference":"r1""#, #""counted":"1793.00""#, #""paid":"0.00""#,
                #""reversedOn":"2023-06-07""#, #""reason":"记错户""#,
            ] { #expect(reply.text.contains(member), "\(member)") }
            #expect(
                try await story.published(PaymentReversed.self) == [
                    PaymentReversed(
                        campaign: Samples.campaign, receipt: 1, building: Samples.parsed("1"),
                        amount: Samples.money("1793.00"), counted: Samples.money("1793.00"), reopens: true,
                        paidOn: Samples.day("2023-06-01"), reversedOn: Samples.day("2023-06-07"),
                        progress: BuildingProgress(
                            received: Samples.money("10.00"), counted: Samples.money("10.00"), paidUnits: 0),
                        fullOn: Samples.day("2023-06-01"))
                ])
            let progress = try await story.progress()
            #expect([progress.paid, progress.counted] == [Samples.money("10.00"), Samples.money("10.00")])
            #expect(progress.paidHouseholds == 0)
            #expect(progress.buildings.first?.fundedOn == Samples.day("2023-06-05"))
            let statement = try await story.get("\(Story.campaign)/units/1-1-101", as: [.collector]).text
            #expect(statement.contains(#""outstanding":"1793.00""#))
            #expect(statement.contains(#""reason":"记错户""#))
            let first = try await story.get("\(Story.campaign)/payments?limit=1", as: [.auditor]).text
            #expect(first.contains(#""unit":"1-1-101""#) && first.contains(#""reversedOn":"2023-06-07""#))
            #expect(first.contains(#""next":"1""#) && !first.contains("r2"))
            let second = try await story.get("\(Story.campaign)/payments?cursor=1", as: [.auditor]).text
            #expect(second.contains(#""reference":"r2""#) && !second.contains("r1") && !second.contains("next"))

            #expect(try await story.pay("r3", "1-1-101", "1793.00").status == 201)
            #expect(try await story.published(BuildingFunded.self).count == 1)
            #expect(try await story.progress().paidHouseholds == 1)
            #expect(try await story.books().total == .zero)
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `a payment is reversed once, however often and at once it is asked for`() async throws {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "10.00")
            let statuses = try await withThrowingTaskGroup(of: Int.self, returning: [Int].self) { group in
                for _ in 1...8 { group.addTask { try await Self.reverse(story, "1").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
            #expect(try await Self.reverse(story, "1").slug == "reversed-already")

            _ = try await story.pay("r2", "1-1-101", "20.00")
            let first = try await Self.reverse(story, "2", key: "k1")
            let again = try await Self.reverse(story, "2", key: "k1")
            #expect([first.status, again.status] == [201, 201])
            #expect(first.text == again.text)
            #expect(try await story.published(PaymentReversed.self).map(\.receipt) == [1, 2])
            #expect(try await story.progress().paid == .zero)
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `a reversal says on which days its unit was fully paid, whichever payment made it so`()
        async throws
    {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "1000.00", paidAt: "2023-06-01")
            _ = try await story.pay("r2", "1-1-101", "793.00", paidAt: "2023-06-03")
            _ = try await story.pay("r3", "1-1-101", "1000.00", paidAt: "2023-06-05")
            for receipt in ["1", "2", "3"] { #expect(try await Self.reverse(story, receipt).status == 201) }
            let facts = try await story.published(PaymentReversed.self)
            #expect(facts.map(\.reopens) == [false, true, false])
            #expect(facts.map { $0.fullOn?.description } == ["2023-06-03", "2023-06-05", nil])
            #expect(facts.map { $0.stillFullOn?.description } == ["2023-06-05", nil, nil])
        }
    }

    @Test(.database) func `what was paid out is not taken back`() async throws {
        try await Story.run { story in
            let order: OrderID = Samples.code("2023-lifts-raise.1-1-A")
            try await story.receive(
                OrderCompleted(
                    order: order, campaign: Samples.campaign, lift: Samples.lift("1-1-A"),
                    cost: Samples.money("1500.00"), report: "AR-1", completedOn: Samples.day("2023-06-20")))
            try await story.pass(
                .spend(Mandate.Spend(cap: Samples.money("1000.00"), scope: .community)), item: "spend")
            _ = try await story.pay("r1", "1-1-101", "600.00")
            _ = try await story.pay("r2", "1-1-102", "300.00")
            #expect(try await story.payOut("500.00").status == 201)
            let entries = try await story.books().entries

            let refused = try await Self.reverse(story, "1")
            #expect(refused.status == 409)
            #expect(try refused.slug == "paid-out-already")
            #expect(refused.text.contains("400.00"))
            #expect(try await story.books().entries == entries)
            #expect(try await story.progress().paid == Samples.money("900.00"))
            #expect(try await Self.reverse(story, "2").status == 201)
        }
    }

    @Test(.database) func `a reference stays with its payment, and the money that came has another`() async throws {
        try await Story.run { story in
            try await story.begin("2023-06-07")
            _ = try await story.pay("r1", "1-1-101", "10.00")
            #expect(try await Self.reverse(story, "1").status == 201)

            let same = try await story.pay("R1", "1-1-101", "10.00")
            #expect(same.status == 200)
            #expect(same.text.contains(#""reversedOn":"2023-06-07""#))
            #expect(try await story.pay("r1", "1-1-102", "10.00").slug == "reference-taken")
            let file = try await story.post(
                "\(Story.campaign)/payments/import",
                "reference,unit,amount_yuan,paid_at,channel,payer\r\n"
                    + "r1,1-1-101,10.00,2023-06-01T10:00:00+08:00,bank,\r\n"
                    + "r1/2,1-1-102,10.00,2023-06-01T10:00:00+08:00,bank,\r\n",
                as: [.collector], mediaType: "text/csv")
            #expect(file.status == 201)
            let reversed = #"[{"line":2,"reference":"r1","reversedOn":"2023-06-07"}]"#
            #expect(file.text.contains(#""recorded":1,"repeated":0,"reversed":\#(reversed)"#))
            #expect(try await story.progress().paid == Samples.money("10.00"))
            try await story.expectSoundBooks()
        }
    }

    @Test(.database) func `a reversal that cannot be is refused and stores nothing`() async throws {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "10.00")
            let entries = try await story.books().entries
            for (receipt, reason, status, field) in [
                ("1", "", 400, "reason"), ("1", String(repeating: "错", count: 201), 400, "reason"),
                ("2", "记错户", 404, "receipt"), ("x", "记错户", 404, nil), ("-1", "记错户", 404, nil),
                ("99999999999999999999", "记错户", 404, nil),
            ] {
                let refused = try await Self.reverse(story, receipt, reason: reason)
                #expect(refused.status == status, "\(receipt) \(reason): \(refused.text)")
                if let field { #expect(try refused.fields == [field]) }
            }
            let body = #"{"reason":"记错户"}"#
            let path = "\(Story.campaign)/payments/1/reversal"
            #expect(try await story.post(path, body, as: [.committee, .owner, .operator]).status == 403)
            #expect(
                try await story.post("\(Story.campaign)-no/payments/1/reversal", body, as: [.collector]).slug
                    == "no-such-campaign")
            #expect(try await story.books().entries == entries)
            #expect(try await story.published(PaymentReversed.self).isEmpty)
            #expect(
                try await Self.reverse(story, "1", reason: String(repeating: "错", count: 200)).status == 201)
        }
    }

    @Test(.database) func `money that leaves the books or is borrowed needs a fresh sign-in`() async throws {
        try await Story.run { story in
            let fresh = story.funds.service.routes.filter(\.needsFreshSignIn).map(\.path)
            #expect(
                Set(fresh.compactMap { $0.split(separator: "/").last })
                    == ["reversal", "payouts", "advances", "repayments", "refunds"])
        }
    }

    private static func reverse(
        _ story: Story, _ receipt: String, reason: String = "记错户", key: String? = nil
    ) async throws -> Reply {
        try await story.funds.post(
            "\(Story.campaign)/payments/\(receipt)/reversal", #"{"reason":"\#(reason)"}"#, as: [.collector],
            of: Samples.community, key: key)
    }
}
