import Foundation
import LocalDistrict
import Testing

@testable import tongti

/// `person letters` where one of the places that the codes go to fails.
@Suite(.timeLimit(.minutes(1))) struct LetterRunTests {
    private static let made = StubGateway.done(
        #"{"letters": [{"units": ["1-1"], "ownerRef": "A", "code": "K7Q", "expiresAt": "2026-01-31"}], "more": false}"#)

    /// Makes letters: `rest` is how the command goes on and what comes after it, `before` what comes before it.
    private func letters(
        _ rest: String = "", on page: String = "page.html", after before: String = ":"
    ) async throws -> TongtiProcess {
        var run: TongtiProcess?
        try await StubGateway.answering([Self.made]) { url in
            run = try await TongtiProcess.run(
                """
                \(before)
                "$TONGTI" person letters -c hutong --token t --page \(page) --url \(url) \(rest)
                """)
        }
        return try #require(run)
    }

    @Test(arguments: [">/dev/full", ">&-"])
    func `the page has the codes that standard output could not take`(redirection: String) async throws {
        let run = try await letters("\(redirection); echo $?; grep -c K7Q page.html; stat -c %a page.html")

        #expect(run.out == "1\n1\n600\n", "\(run.err)")
    }

    @Test func `the page has the codes that nobody reads from standard output`() async throws {
        let run = try await letters(">&3; echo $?; grep -c K7Q page.html", after: "mkfifo p; : <p & exec 3>p; wait")

        #expect(run.out == "141\n1\n", "\(run.err)")
    }

    @Test func `standard output has the codes that no page could take`() async throws {
        let run = try await letters(on: "$(printf %0300d 0)")

        #expect(run.status == .exited(2) && run.out.contains("K7Q"))
        #expect(run.err.contains("File name too long"))
    }
}
