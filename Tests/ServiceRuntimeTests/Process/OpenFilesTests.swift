import Testing

@testable import ServiceRuntime

struct OpenFilesTests {
    @Test func `connections leave enough files for everything else`() throws {
        try OpenFiles.check(connections: 512, limit: 768)
        let error = try #require(throws: ConfigurationError.self) { try OpenFiles.check(connections: 513, limit: 768) }
        #expect(error.description.contains("http.connections"))
        #expect(OpenFiles.raiseLimit() >= 768)
    }
}
