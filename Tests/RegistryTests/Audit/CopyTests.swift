import EventLog
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What others keep of this service's facts, in the words in which both are compared.
@Suite struct CopyTests {
    @Test(.database, arguments: RegistryAudit.sources.map(\.code))
    func `what others keep is told as they say it, up to a position`(code: String) async throws {
        let source = try #require(RegistryAudit.sources.first { $0.code == code })
        try await TestRegistry.run(issuesTokens: false) { registry in
            let pool = registry.service.pool
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

    @Test(.database) func `a building without units is owed to nobody`() async throws {
        try await TestRegistry.run(issuesTokens: false) { registry in
            let units: [UnitCode] = try ["1-1-101", "1-1-102", "1-1-103"].map { try UnitCode(parsing: $0) }
            let contract = try CopyContract.named("rolls-by-building")
            _ = try await registry.service.log.write(to: registry.community) { write in
                for event in contract.events + [UnitsRemoved(units: units)] { try write.append(event) }
                return true
            }
            let source = try #require(RegistryAudit.sources.first { $0.code == contract.code })
            let told = try await source.facts(of: registry.community, through: .max, in: registry.service.pool).facts
            #expect(Set(told.filter { !$0.isOwed }.map { "\($0.place): \($0.says)" }) == ["building 1: no units"])
            #expect(told.last?.place == "building 1")
        }
    }
}
