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

    @Test(arguments: ["paper.pdf", "./paper.pdf", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"])
    func `a written authority is named by its file or by the hash of that`(authority: String) async throws {
        // The hash of `abc` (FIPS 180-2, B.1).
        let run = try await TongtiProcess.run(
            #"""
            printf abc >paper.pdf
            "$TONGTI" proxy add spring 1-1-101 --authority \#(authority) --written-on 2023-03-28 -c hutong --dry-run
            """#)

        #expect(run.status == .exited(0), "\(run.err)")
        #expect(run.out.contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), "\(run.out)")
    }

    @Test func `an authority that is neither a hash nor a file is wrong usage`() async throws {
        let run = try await TongtiProcess.run(
            #""$TONGTI" proxy add spring 1-1-101 --authority ba78 --written-on 2023-03-28 -c hutong --dry-run"#)

        #expect(run.status == .exited(2) && run.err.contains("ba78 cannot be read"), "\(run.err)")
    }
}
