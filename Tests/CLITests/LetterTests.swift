import Foundation
import Testing

@testable import tongti

/// Activation letters: their codes are shown once.
struct LetterTests {
    private struct Cut: Error {}

    private static func answer(_ code: String, more: Bool) -> Answer {
        Answer(status: 200, bytes: Array(#"{"letters": [{"code": "\#(code)"}], "more": \#(more)}"#.utf8))
    }

    @Test func `all letters are those of one answer after another`() async throws {
        var answers = [Self.answer("A", more: true), Self.answer("B", more: false)]
        var all = MakeLetters.Letters()

        let areMade = try await all.takeAll { answers.removeFirst() }

        #expect(areMade && all.letters.map { $0["code"].cell } == ["A", "B"])
    }

    @Test func `what was made before something went wrong is not lost`() async throws {
        var answers = [Self.answer("A", more: true)]
        var all = MakeLetters.Letters()

        do {
            _ = try await all.takeAll {
                guard !answers.isEmpty else { throw Cut() }
                return answers.removeFirst()
            }
            Issue.record("what went wrong is told")
        } catch is Cut {}

        #expect(all.letters.map { $0["code"].cell } == ["A"])
    }

    @Test func `a page is written where it can be written`() throws {
        let folder = FileManager.default.temporaryDirectory
        try LetterPage.check(folder.appending(path: "letters-\(UUID()).html").path)
        for path in [folder.path, "/no/such/folder/letters.html"] {
            let error = #expect(throws: UnreadableFile.self) { try LetterPage.check(path) }
            #expect(error?.exitStatus == .usage)
        }
    }
}
