import EventLog
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What others keep of this service's facts, in the words in which both are compared.
@Suite struct CopyTests {
    @Test(.database) func `what others keep is told as they say it, up to a position`() async throws {
        try await TestRegistry.run(issuesTokens: false) { registry in
            let pool = registry.service.pool
            for source in RegistryAudit.sources {
                let contract = try CopyContract.named(source.code)
                _ = try await registry.service.log.write(to: registry.community) { write in
                    for event in contract.events { try write.append(event) }
                    return true
                }
                let told = try await source.facts(of: registry.community, through: .max, in: pool)
                #expect(told.words == contract.facts && !told.more, "\(source.code)")
                #expect(told.facts.count == contract.events.count && told.facts.allSatisfy(\.isOwed))
                let last = try #require(told.facts.last)
                let before = try await source.facts(of: registry.community, through: last.position - 1, in: pool)
                #expect(before.facts == Array(told.facts.dropLast()), "\(source.code)")
                let none = try await source.facts(of: TestCompound.code("elsewhere"), through: .max, in: pool)
                #expect(none.facts.isEmpty, "\(source.code)")
            }
        }
    }
}
