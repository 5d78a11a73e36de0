import ArgumentParser
import Foundation
import Testing

@testable import tongti

struct SecretLinesTests {
    private func read(_ content: [UInt8], atLeast count: Int) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "secrets-\(UUID()).txt")
        try Data(content).write(to: file)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: file) } }
        return try SecretLines.parse(["--secrets", file.path]).read(atLeast: count)
    }

    @Test func `secrets are the lines that are not empty`() throws {
        #expect(try read(Array("correct horse \r\n\n123456\n".utf8), atLeast: 2) == ["correct horse ", "123456"])
    }

    @Test func `secrets in another encoding are wrong usage, for many of them would read alike`() {
        let error = #expect(throws: UnreadableFile.self) { try read([0xCD, 0xF5, 0x0A], atLeast: 1) }
        #expect(error?.exitStatus == .usage && error?.message.hasSuffix("is not UTF-8.") == true)
    }

    @Test func `fewer secrets than it takes are wrong usage`() {
        let error = #expect(throws: UnreadableFile.self) { try read(Array("one\n".utf8), atLeast: 2) }
        #expect(error?.message.hasSuffix("has not 2 lines.") == true)
    }
}
