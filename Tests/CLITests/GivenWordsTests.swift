import LocalDistrict
import TestSupport
import Testing

/// What a command makes of the words that it is given, before it asks anybody.
@Suite(.timeLimit(.minutes(1))) struct GivenWordsTests {
    @Test(
        arguments: [
            ("nationl", "is national meant?"), ("beijng", "is beijing meant?"), ("mytown", nil), ("xiamen", nil),
        ] as [(String, String?)])
    func `a slip in a jurisdiction is told, and one with rules of its own is not`(
        jurisdiction: String, hint: String?
    ) async throws {
        let run = try await TongtiProcess.run(
            #""$TONGTI" community register hutong --name 胡同 --jurisdiction \#(jurisdiction) --dry-run"#)

        #expect(run.status == .exited(0) && run.out.contains(jurisdiction), "\(run.err)")
        #expect(hint.map { run.err.contains($0) } ?? run.err.isEmpty, "\(run.err)")
    }
}
