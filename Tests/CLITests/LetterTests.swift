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

        try await all.takeAll { answers.removeFirst() }

        #expect(all.letters.map { $0["code"].cell } == ["A", "B"])
    }

    @Test func `what was made before something went wrong is not lost`() async throws {
        var answers = [Self.answer("A", more: true)]
        var all = MakeLetters.Letters()

        do {
            try await all.takeAll {
                guard !answers.isEmpty else { throw Cut() }
                return answers.removeFirst()
            }
            Issue.record("what went wrong is told")
        } catch is Cut {}

        #expect(all.letters.map { $0["code"].cell } == ["A"])
    }

    @Test func `whoever makes none and says that there are more is not asked for ever`() async throws {
        var answers = [
            Self.answer("A", more: true), Answer(status: 200, bytes: Array(#"{"letters": [], "more": true}"#.utf8)),
        ]
        var all = MakeLetters.Letters()

        do {
            try await all.takeAll { answers.removeFirst() }
            Issue.record("an answer that leads nowhere is told")
        } catch is UnexpectedAnswer {}

        #expect(all.letters.map { $0["code"].cell } == ["A"])
    }
}
