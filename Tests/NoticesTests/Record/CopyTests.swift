import EventLog
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// What boards show of others' facts, in the words in which both are compared.
@Suite struct CopyTests {
    @Test(.database, arguments: NoticesAudit.copies.map(\.code))
    func `what is kept of others is said in their words`(code: String) async throws {
        let copy = try #require(NoticesAudit.copies.first { $0.code == code })
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry)
            let contract = try CopyContract.named(copy.code)
            let before = try await copy.facts(of: Samples.community, in: notices.pool)
            #expect(before.facts.isEmpty, "\(copy.code)")

            try await notices.receive(contract.events)

            let kept = try await copy.facts(of: Samples.community, in: notices.pool)
            #expect(kept.words == contract.facts && !kept.more, "\(copy.code)")
            let elsewhere = try await copy.facts(of: Samples.parsed("elsewhere"), in: notices.pool)
            #expect(elsewhere.facts.isEmpty, "\(copy.code)")
        }
    }
}
