import Testing

/// Shared stores whose tables each service makes by its own migrations: no service uses one without a test of its tables.
@Suite struct ContractTests {
    @Test func `every service that keeps orders has a test that its tables are those of the shared store`() throws {
        let users = try LayerTests.services.filter { service in
            try SourceTree.files(in: "Services/\(service)").contains { file in
                file.lines.contains { $0.contains("SetAsideDecisions()") }
            }
        }
        #expect(users.count >= 2)
        for service in users {
            let tests = try SourceTree.files(in: "Tests/\(service)Tests")
            #expect(
                tests.contains { file in file.lines.contains { $0.contains("SetAsideContract.expected") } },
                "Tests/\(service)Tests does not compare the tables with SetAsideContract")
        }
    }
}
