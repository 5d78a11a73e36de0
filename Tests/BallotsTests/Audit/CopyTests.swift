import EventLog
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// What this service keeps of others' facts and others of its own, in the words in which both are compared.
@Suite struct CopyTests {
    private static var here: CommunityID { get throws { try CommunityID(parsing: "runfeng") } }
    private static var elsewhere: CommunityID { get throws { try CommunityID(parsing: "elsewhere") } }

    @Test(.database) func `what is kept of others is said in their words`() async throws {
        try await TestBallots.run { ballots in
            for copy in BallotsAudit.copies {
                let contract = try CopyContract.named(copy.code)
                for event in contract.events { try await ballots.receive(event, of: Self.here) }

                let kept = try await copy.facts(of: Self.here, in: ballots.pool)
                #expect(kept.words == contract.facts && !kept.more, "\(copy.code)")
                let none = try await copy.facts(of: Self.elsewhere, in: ballots.pool)
                #expect(none.facts.isEmpty, "\(copy.code)")
            }
        }
    }

    @Test(.database) func `what others keep is told as they say it, up to a position`() async throws {
        try await TestBallots.run { ballots in
            for source in BallotsAudit.sources {
                let contract = try CopyContract.named(source.code)
                _ = try await ballots.log.write(to: Self.here) { write in
                    for event in contract.events { try write.append(event) }
                    return true
                }
                let told = try await source.facts(of: Self.here, through: .max, in: ballots.pool)
                #expect(told.words == contract.facts && !told.more, "\(source.code)")
                let last = try #require(told.facts.last)
                let before = try await source.facts(of: Self.here, through: last.position - 1, in: ballots.pool)
                #expect(before.facts == told.facts.filter { $0.position < last.position }, "\(source.code)")
                let none = try await source.facts(of: Self.elsewhere, through: .max, in: ballots.pool)
                #expect(none.facts.isEmpty, "\(source.code)")
            }
        }
    }

    @Test(.database) func `a mandate to spend and an order are owed, and one to collect may wait for its roll`()
        async throws
    {
        try await TestBallots.run { ballots in
            let events = try ["mandates", "set-aside-decisions"].flatMap { try CopyContract.named($0).events }
            _ = try await ballots.log.write(to: Self.here) { write in
                for event in events { try write.append(event) }
                return true
            }
            var waiting: [String] = []
            for source in BallotsAudit.sources {
                waiting += try await source.facts(of: Self.here, through: .max, in: ballots.pool).facts
                    .filter { !$0.isOwed }.map(\.place)
            }
            #expect(waiting == ["2023-lifts/raise to collect", "2023-lifts/raise"])
        }
    }

    @Test(.database, arguments: [nil, "raise", "spend"] as [String?])
    func `a decision to collect is owed by its title unless it or its assembly was set aside`(item: String?)
        async throws
    {
        try await TestBallots.run { ballots in
            let order = ResolutionSetAside(
                assembly: try AssemblyID(parsing: "2023-lifts"), item: try item.map { try ItemID(parsing: $0) },
                by: .court, document: Digest256(of: [1]), on: try Day(parsing: "2023-06-30"))
            let contract = try CopyContract.named("titles")
            _ = try await ballots.log.write(to: Self.here) { write in
                for event in contract.events { try write.append(event) }
                try write.append(order)
                return true
            }
            let source = try #require(BallotsAudit.sources.first { $0.code == contract.code })
            let told = try await source.facts(of: Self.here, through: .max, in: ballots.pool)
            #expect(told.words == contract.facts)
            #expect(told.facts.map(\.isOwed) == [item == "spend"])
            let passed = try #require(told.facts.first)
            let before = try await source.facts(of: Self.here, through: passed.position, in: ballots.pool)
            #expect(before.facts.map(\.isOwed) == [true])
        }
    }
}
