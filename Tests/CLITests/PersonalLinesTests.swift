import ArgumentParser
import Foundation
import Testing

@testable import tongti

struct PersonalLinesTests {
    private func read(_ content: [UInt8]) throws -> (name: String, phone: String?) {
        let file = FileManager.default.temporaryDirectory.appending(path: "person-\(UUID()).txt")
        try Data(content).write(to: file)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: file) } }
        return try PersonalLines.parse(["--file", file.path]).read()
    }

    @Test func `a name and a telephone number are lines of a file`() throws {
        let both = try read(Array("  王 丽 \r\n\n 13800000000\n".utf8))
        #expect(both.name == "王 丽" && both.phone == "13800000000")
        let name = try read(Array("王丽".utf8))
        #expect(name.name == "王丽" && name.phone == nil)
    }

    @Test(arguments: [Array("\n \n".utf8), Array("a\nb\nc\n".utf8), [0xCD, 0xF5, 0x0A]])
    func `a file without a name, with more, or in another encoding is wrong usage`(content: [UInt8]) throws {
        let error = #expect(throws: UnreadableFile.self) { try read(content) }
        #expect(error?.exitStatus == .usage)
    }

    @Test(arguments: [["--name", "N"], ["--phone", "1"]])
    func `neither can be given as an argument, which everybody on the machine could read`(option: [String]) {
        #expect(throws: (any Error).self) { try Tongti.parseAsRoot(["person", "enrol", "zhao"] + option) }
    }
}
