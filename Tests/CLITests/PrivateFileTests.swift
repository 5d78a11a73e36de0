import Foundation
import Glibc
import Testing

@testable import tongti

/// Sessions and letters in files: nobody else reads them, and no moment is without one.
struct PrivateFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-private-\(UUID())")

    private func inFolder(_ body: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        try body(folder.path)
    }

    private func rights(of path: String) throws -> mode_t {
        var facts = stat()
        let outcome = stat(path, &facts)
        try #require(outcome == 0)
        return facts.st_mode & 0o7777
    }

    @Test func `a new one is for its owner alone, whatever an older one was`() throws {
        try inFolder { folder in
            let file = folder + "/session"
            try Data("old".utf8).write(to: URL(filePath: file))
            chmod(file, 0o644)

            try PrivateFile.write(Data("new".utf8), to: file)

            #expect(try rights(of: file) == 0o600)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["session"])
        }
    }

    @Test func `one that is being written stands beside that of before, which an open reader still has`() throws {
        try inFolder { folder in
            let file = folder + "/session"
            try PrivateFile.write(Data("old".utf8), to: file)
            let reader = try FileHandle(forReadingFrom: URL(filePath: file))

            try PrivateFile.write(Data("new".utf8), to: file)

            #expect(try reader.readToEnd() == Data("old".utf8))
            try reader.close()
        }
    }

    @Test func `where none can be written is known before, and nothing is changed there`() throws {
        try inFolder { folder in
            let kept = folder + "/kept"
            try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
            for path in ["", folder, kept, kept + "/", "/no/such/folder/session", "/dev/null"] {
                let error = #expect(throws: UnreadableFile.self) { try PrivateFile.check(path) }
                #expect(error?.exitStatus == .usage)
                #expect(throws: UnreadableFile.self) { try PrivateFile.write(Data("new".utf8), to: path) }
            }
            try PrivateFile.check(folder + "/session")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept"])
        }
    }

    @Test func `what is too long a name leaves nothing behind`() throws {
        try inFolder { folder in
            let path = folder + "/" + String(repeating: "x", count: 300)
            let error = #expect(throws: UnreadableFile.self) { try PrivateFile.write(Data("new".utf8), to: path) }
            #expect(error?.message.contains("File name too long") == true)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.isEmpty)
        }
    }

    @Test func `standard input keeps no session`() {
        let error = #expect(throws: UnreadableFile.self) { try SessionFile.check("-") }
        #expect(error?.message == "Standard input keeps no session.")
    }

    @Test func `a session is read back from where it was written`() throws {
        try inFolder { folder in
            let file = folder + "/session"
            try SessionFile.write(Answer(status: 200, bytes: Array(#"{"refreshToken": "r"}"#.utf8)), to: file)

            #expect(try SessionFile.refreshToken(in: file) == "r")
            #expect(try rights(of: file) == 0o600)
        }
    }
}
