import EventLog
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// What this service keeps of others' facts and others of its own, in the words in which both are compared.
@Suite struct CopyTests {
    @Test(.database, arguments: FundsAudit.copies.map(\.code))
    func `what is kept of others is said in their words`(code: String) async throws {
        let copy = try #require(FundsAudit.copies.first { $0.code == code })
        try await ServiceHarness<FundsService>.run { funds in
            let story = Story(funds: funds)
            // Campaigns open on a roll; of the registry's facts nothing else is there.
            if copy.source != .registry { try await story.recordRoll() }
            let contract = try CopyContract.named(copy.code)
            let before = try await copy.facts(of: Samples.community, in: funds.pool)
            #expect(before.facts.isEmpty && before.unapplied.isEmpty && before.position == 0, "\(copy.code)")
            for event in contract.events { try await story.receive(event) }

            let kept = try await copy.facts(of: Samples.community, in: funds.pool)
            #expect(kept.words == contract.facts, "\(copy.code)")
            let elsewhere = try await copy.facts(of: Samples.code("elsewhere"), in: funds.pool)
            #expect(elsewhere.facts.isEmpty, "\(copy.code)")
        }
    }

    @Test(.database, arguments: ["mandates", "titles"])
    func `a decision that waits for its roll is kept as one that is open`(code: String) async throws {
        try await ServiceHarness<FundsService>.run { funds in
            let contract = try CopyContract.named(code)
            for event in contract.events { try await funds.receive(event, of: Samples.community) }
            let copy = try #require(FundsAudit.copies.first { $0.code == code })
            let kept = try await copy.facts(of: Samples.community, in: funds.pool)
            #expect(kept.words == contract.facts)
        }
    }

    @Test(.database) func `whether parking spaces owe is not kept of a community that has not said it`() async throws {
        try await ServiceHarness<FundsService>.run { funds in
            let contract = try CopyContract.named("rolls-by-building")
            for event in contract.events where !(event is CommunityRegistered) {
                try await funds.receive(event, of: Samples.community)
            }
            let copy = try #require(FundsAudit.copies.first { $0.code == contract.code })
            let kept = try await copy.facts(of: Samples.community, in: funds.pool)
            #expect(kept.words == contract.facts.subtracting(["parking spaces: they owe"]))
        }
    }

    @Test(.database) func `what others keep is told as they say it, up to a position`() async throws {
        try await ServiceHarness<FundsService>.run { funds in
            for source in FundsAudit.sources {
                let contract = try CopyContract.named(source.code)
                _ = try await funds.log.write(to: Samples.community) { write in
                    for event in contract.events { try write.append(event) }
                    return true
                }
                let told = try await source.facts(of: Samples.community, through: .max, in: funds.pool)
                #expect(told.words == contract.facts && !told.more, "\(source.code)")
                let none = try await source.facts(of: Samples.community, through: 0, in: funds.pool)
                let elsewhere = try await source.facts(of: Samples.code("elsewhere"), through: .max, in: funds.pool)
                #expect(none.facts.isEmpty && elsewhere.facts.isEmpty, "\(source.code)")
            }
        }
    }

    @Test(.database)
    func `campaigns that say their day are owed, the first money for their places, and all that was taken back`()
        async throws
    {
        try await ServiceHarness<FundsService>.run { funds in
            let opened = try #require(try CopyContract.named("campaigns").events.first as? CampaignOpened)
            let undated = CampaignOpened(
                campaign: Samples.code("older"), assembly: opened.assembly, item: opened.item, title: opened.title,
                mandate: opened.mandate, due: opened.due, households: opened.households, buildings: [])
            let later = Samples.day("2023-06-13")
            let lent = AdvanceMade(
                campaign: Samples.campaign, advance: Samples.parsed("A-2"), lender: .committee,
                amount: Samples.parsed("100.00"), agreedOn: later,
                lifts: [AdvancedLift(lift: Samples.lift("2-1-A"), amount: Samples.parsed("100.00"))])
            let funded = BuildingFunded(
                campaign: undated.campaign, building: Samples.parsed("1"), due: opened.due, counted: opened.due,
                fundedOn: later)
            let more: [any DistrictEvent] = [opened, undated, lent, funded]
            let events = try CopyContract.named("money").events + more
            _ = try await funds.log.write(to: Samples.community) { write in
                for event in events { try write.append(event) }
                return true
            }
            var owed: [String] = []
            for source in FundsAudit.sources where ["campaigns", "money"].contains(source.code) {
                owed += try await source.facts(of: Samples.community, through: .max, in: funds.pool).facts
                    .filter(\.isOwed).map(\.place)
            }
            let expected = [
                "2023-lifts-raise", "2023-lifts-raise in 1", "2023-lifts-raise in 2",
                "2023-lifts-raise/1 funded on 2023-06-10", "2023-lifts-raise/1-1-A lent on 2023-05-01",
                "2023-lifts-raise/2-1-A lent on 2023-05-01", "2023-lifts-raise/2-1-A taken back on 2023-06-12",
            ]
            #expect(owed.sorted() == expected)
        }
    }
}
