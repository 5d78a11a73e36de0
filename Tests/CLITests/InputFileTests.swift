import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// Files that a command is given, by name or as standard input.
@Suite(.timeLimit(.minutes(1))) struct InputFileTests {
    @Test func `of a file nobody takes more than the services do`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "input-\(UUID())")
        let content = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
        try content.write(to: file)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: file) } }

        #expect(try InputFile.read(file.path, limit: 100_000) == content)

        let error = #expect(throws: UnreadableFile.self) { try InputFile.read(file.path, limit: 99_999) }
        #expect(error?.exitStatus == .usage)
        #expect(error?.message == "\(file.path) is larger than 99999 bytes, the most that is taken.")
    }

    @Test func `a file that has no end is given up`() throws {
        #expect(throws: UnreadableFile.self) { try InputFile.read("/dev/zero") }
    }

    @Test func `a folder is no file`() throws {
        let error = #expect(throws: UnreadableFile.self) { try InputFile.read("/tmp") }
        #expect(error?.message == "/tmp cannot be read.")
        #expect(throws: UnreadableFile.self) { try InputFile.hash("/tmp") }
    }

    @Test func `what is only told by its hash may be of any length`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "input-\(UUID())")
        let content = (0..<200_001).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try Data(content).write(to: file)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: file) } }

        #expect(try InputFile.hash(file.path) == Digest256(of: content))
    }

    @Test func `what cannot be read from standard input is told, and ends with 2`() async throws {
        let run = try await TongtiProcess.run(#""$TONGTI" rules explain participation --file - </tmp"#)

        #expect(run.status == .exited(2) && run.out.isEmpty)
        #expect(run.err == "Standard input cannot be read.\n")
    }

    @Test func `a file is taken from a pipe as from its place`() async throws {
        let run = try await TongtiProcess.run(
            #"cat "$CLONE/deploy/rules/national.yaml" | "$TONGTI" rules explain participation --file -"#)

        #expect(run.status == .exited(0), "\(run.err)")
        #expect(run.out.hasPrefix("participation: "))
    }
}
