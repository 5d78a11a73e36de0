import EventLog
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// What the service has stored by itself is right, whatever has happened.
@Suite(.serialized) struct AuditTests {
    @Test(.database, arguments: [false, true])
    func `nothing is wrong after everything that can happen to money, and every check has looked at something`(
        _ isScenario: Bool
    ) async throws {
        try await AuditedStory.run(isScenario: isScenario) { audited in
            for check in FundsAudit.checks {
                let report = try await check.report(on: Samples.community, in: audited.story.funds.pool)
                #expect(report.faults.isEmpty, "\(check.code)")
                #expect(report.examined > 0, "\(check.code)")
            }
            let elsewhere: CommunityID = Samples.code("elsewhere")
            for check in FundsAudit.checks {
                let report = try await check.report(on: elsewhere, in: audited.story.funds.pool)
                #expect(report.faults.isEmpty && report.examined == 0, "\(check.code)")
            }
        }
    }

    @Test func `every check has a code of its own, in words joined by hyphens`() {
        let codes = FundsAudit.checks.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.allSatisfy { $0 == "-" || ("a"..."z").contains($0) } })
    }

    @Test(.database)
    func `nothing is wrong where the roll has changed since, a decision waits for it, and the community has merged`()
        async throws
    {
        try await AuditedStory.run { audited in
            let story = audited.story
            try await story.receive(UnitsRemoved(units: [Samples.unit("2-1-102")]))
            try await story.receive(Story.recorded([("1-1-101", "95.00"), ("3-1-101", "70.00")]))
            try await story.pass(.collect(Samples.mandate(rate: "1.00", threshold: "0/1")), item: "later")
            #expect(try await audited.story.audit().isEmpty, "half of the roll is known")
            try await story.receive(
                RollRecorded(
                    units: 6, countedArea: Samples.parsed("365.52"), heads: 1, hash: Digest256(of: [2])))
            #expect(try await story.published(CampaignOpened.self).count == 3)
            #expect(try await audited.story.audit().isEmpty, "a campaign has opened on the changed roll")
            try await story.receive(
                CommunityMerged(into: Samples.code("area"), on: Samples.today, basis: "决定", renamed: []))
            #expect(try await story.pay("r5", "2-1-102", "1801.97").status == 201)
            #expect(try await audited.story.audit().isEmpty, "a unit that left the roll has paid")
        }
    }

    @Test(.database) func `nothing is wrong with what earlier versions have stored`() async throws {
        try await AuditedStory.run { audited in
            try await audited.change([
                "UPDATE payout SET request = NULL, approved_by = NULL, approver = NULL",
                "UPDATE campaign SET roll_hash = NULL",
                """
                UPDATE outbox
                SET payload = convert_to((convert_from(payload, 'UTF8')::jsonb - 'openedOn')::text, 'UTF8')
                WHERE type = 'tongti.funds.CampaignOpened.v1'
                """,
                """
                UPDATE outbox
                SET payload = convert_to(
                    jsonb_set(convert_from(payload, 'UTF8')::jsonb, '{payout}', '"P-1"')::text, 'UTF8')
                WHERE type = 'tongti.funds.PayoutMade.v1'
                """,
            ])
            #expect(try await audited.story.audit().isEmpty)
        }
    }

    @Test(.database) func `two payments of one amount and time are two where their references do not look alike`()
        async throws
    {
        try await AuditedStory.run { audited in
            let plain = try await audited.story.pay("12", "1-1-102", "1.00")
            let raised = try await audited.story.pay("1²", "1-1-102", "1.00")
            #expect([plain.status, raised.status] == [201, 201])
            let faults = try await audited.story.audit()
            #expect(faults.isEmpty)
        }
    }

    @Test(.database, arguments: PlantedFault.all)
    func `what was changed by hand is found at its place, and nothing is said of what is right`(
        _ fault: PlantedFault
    ) async throws {
        try await AuditedStory.run { audited in
            try await audited.change(fault.statements)
            let found = try await audited.story.audit()
            #expect(Set(found.keys) == Set([fault.code] + fault.others))
            #expect(found[fault.code]?.map(\.place).contains(fault.place) == true, "\(found[fault.code] ?? [])")
        }
    }

    @Test func `for every check there is a fault that it finds`() {
        #expect(Set(PlantedFault.all.map(\.code)) == Set(FundsAudit.checks.map(\.code)))
    }
}
