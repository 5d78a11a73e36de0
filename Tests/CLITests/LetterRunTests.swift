import Foundation
import Glibc
import LocalDistrict
import TestSupport
import Testing

@testable import tongti

/// `person letters` where one of the places that the codes go to fails, or somebody ends it.
@Suite(.timeLimit(.minutes(1))) struct LetterRunTests {
    private static let community = StubGateway.done(#"{"code": "hutong", "name": "胡同小院"}"#)
    private static let made = batch("K7Q", more: false)

    private static func batch(_ code: String, more: Bool) -> String {
        let letter = #"{"units": ["1-1"], "ownerRef": "A", "code": "\#(code)", "expiresAt": "2026-01-31"}"#
        return StubGateway.done(#"{"letters": [\#(letter)], "more": \#(more)}"#)
    }

    /// Makes letters: `rest` is how the command goes on and what comes after it, `before` what comes before it.
    private func letters(
        _ rest: String = "", on page: String = "page.html", after before: String = ":"
    ) async throws -> TongtiProcess {
        var run: TongtiProcess?
        try await StubGateway.answering([Self.community, Self.made]) { url in
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

    @Test func `a letter has the name of the community, by which people know it`() async throws {
        let run = try await letters("; grep -c '胡同小院 · 1-1' page.html; grep -c hutong page.html")

        #expect(run.out.hasSuffix("\n1\n0\n"), "\(run.out) \(run.err)")
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

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal ends the command when what was made is written`(signal: CInt) async throws {
        let answers = [Self.batch("K7Q", more: true), Self.batch("P4M", more: true)]
        let ended = try await self.ended(by: [signal], answering: answers)

        #expect(ended.out.hasSuffix("130\n2\n") && ended.out.contains("K7Q") && ended.out.contains("P4M"))
        #expect(ended.err.hasSuffix("Interrupted.\n"), "\(ended.err)")
    }

    @Test func `whoever has the last letters when a signal comes is done`() async throws {
        let answers = [Self.batch("K7Q", more: true), Self.batch("P4M", more: false)]
        let ended = try await self.ended(by: [SIGINT], answering: answers)

        #expect(ended.out.hasSuffix("\n0\n2\n"), "\(ended.out) \(ended.err)")
    }

    @Test func `a second signal does not wait for the answer, and what was made before is written`() async throws {
        let ended = try await self.ended(by: [SIGINT, SIGINT], answering: [Self.batch("K7Q", more: true), ""])

        #expect(ended.out.hasSuffix("130\n1\n") && ended.out.contains("K7Q"), "\(ended.out) \(ended.err)")
        #expect(ended.err.hasSuffix("Interrupted.\n"), "\(ended.err)")
    }

    /// Makes letters, and sends signals while the second call for them waits: the next when the one before was heard, and with two
    /// the answer only when the command has ended.
    ///
    /// - Returns: what the command wrote, how it ended, and how many codes the page has.
    private func ended(by signals: [CInt], answering answers: [String]) async throws -> (out: String, err: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-letters-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let (pid, err) = (folder.appending(path: "pid").path, folder.appending(path: "err").path)
        var run: TongtiProcess?
        let script = #"""
            run='echo $$ >"$FOLDER/pid"; exec "$TONGTI" person letters -c hutong --token t --page page.html --url "$URL"'
            sh -c "$run" 2>"$FOLDER/err"; echo $?; grep -c 'K7Q\|P4M' page.html
            """#
        try await StubGateway.answering(
            [Self.community] + answers,
            hearing: { number, _ in
                guard number == 2 else { return }
                let text = Self.text(of: pid)
                let process = try #require(Int32(text.prefix { $0 != "\n" }), "the command says its process: \(text)")
                for (place, signal) in signals.enumerated() {
                    #expect(kill(process, signal) == 0)
                    try await waitWhile {
                        place == 0 ? !Self.text(of: err).contains("Ending") : kill(process, 0) == 0
                    }
                }
            },
            { url in run = try await TongtiProcess.run(script, ["FOLDER": folder.path, "URL": url]) })
        return (try #require(run).out, Self.text(of: err))
    }

    /// Empty where there is no such file yet.
    private static func text(of file: String) -> String {
        String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    }
}
