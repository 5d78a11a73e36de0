import EventLog
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// What this service keeps of others' facts and others of its own, in the words in which both are compared.
@Suite struct CopyTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>
    private static let elsewhere: CommunityID = Samples.parsed("elsewhere")

    @Test(.database) func `what is kept of others is said in their words`() async throws {
        try await Harness.run { service in
            for copy in WorkOrdersAudit.copies {
                let contract = try CopyContract.named(copy.code)
                for event in contract.events { try await service.receive(event, of: Samples.community) }

                let kept = try await copy.facts(of: Samples.community, in: service.pool)
                #expect(kept.words == contract.facts && !kept.more, "\(copy.code)")
                let none = try await copy.facts(of: Self.elsewhere, in: service.pool)
                #expect(none.facts.isEmpty, "\(copy.code)")
            }
        }
    }

    @Test(.database) func `a plan that an older version made of orders is held against nothing`() async throws {
        try await Harness.run { service in
            _ = try await service.pool.withConnection { connection in
                try await connection.execute(
                    """
                    INSERT INTO campaign_plan (community, campaign, buildings, work, work_class)
                    VALUES (\(Samples.community), \(Samples.campaign), '{9}', 'overhaul', 'majorRepair')
                    """)
            }
            let copy = try #require(WorkOrdersAudit.copies.first { $0.code == "campaigns" })
            #expect(try await copy.facts(of: Samples.community, in: service.pool).facts.isEmpty)
        }
    }

    @Test(.database, arguments: WorkOrdersAudit.sources.map(\.code))
    func `what others keep is told as they say it, up to a position`(code: String) async throws {
        let source = try #require(WorkOrdersAudit.sources.first { $0.code == code })
        try await Harness.run { service in
            let contract = try CopyContract.named(source.code)
            _ = try await service.log.write(to: Samples.community) { write in
                for event in contract.events { try write.append(event) }
                return true
            }
            let told = try await source.facts(of: Samples.community, through: .max, in: service.pool)
            #expect(told.words == contract.facts && !told.more, "\(source.code)")
            #expect(told.facts.allSatisfy { $0.isOwed })
            let first = try await source.facts(of: Samples.community, through: 1, in: service.pool)
            #expect(first.facts == told.facts.filter { $0.position == 1 }, "\(source.code)")
            let none = try await source.facts(of: Self.elsewhere, through: .max, in: service.pool)
            #expect(none.facts.isEmpty, "\(source.code)")
        }
    }
}
