import Foundation
import LocalDistrict
import TestSupport
import Testing

@testable import tongti

/// What becomes of a command whose outputs go nowhere.
@Suite(.timeLimit(.minutes(1))) struct OutputTests {
    private static let explained = #""$TONGTI" rules explain participation --file "$CLONE/deploy/rules/national.yaml""#
    private static let unknown = #""$TONGTI" rules explain nothing --file "$CLONE/deploy/rules/national.yaml""#

    @Test(arguments: [
        (">/dev/full", "No space left on device"), (">&-", "Bad file descriptor"),
    ])
    func `data that cannot be written is told, and ends with 1`(redirection: String, reason: String) async throws {
        let run = try await TongtiProcess.run("\(Self.explained) \(redirection)")

        #expect(run.status == .exited(1))
        #expect(run.err == "Standard output cannot be written: \(reason).\n")
    }

    @Test func `data that cannot be written is told to programs as a refusal`() async throws {
        let run = try await TongtiProcess.run("\(Self.explained) --json >/dev/full")

        let refusal = try Answer(status: 0, bytes: Array(run.err.utf8)).json()
        #expect(refusal["exit"] == .integer(1) && refusal["message"].string?.hasPrefix("Standard output") == true)
    }

    @Test(arguments: ["2>&-", "2>/dev/full", "2>/dev/null"])
    func `how a command ends does not depend on whether somebody hears why`(redirection: String) async throws {
        let known = try await TongtiProcess.run("\(Self.explained) \(redirection)")
        #expect(known.status == .exited(0) && known.out.hasPrefix("participation: "))

        let unknown = try await TongtiProcess.run("\(Self.unknown) \(redirection)")
        #expect(unknown.status == .exited(1) && unknown.out.isEmpty)
    }

    @Test func `a hearer of the talk who has gone ends no command`() async throws {
        // The reader has ended before the command begins.
        let run = try await TongtiProcess.run("mkfifo talk; : <talk & exec 3>talk; wait; \(Self.unknown) 2>&3")

        #expect(run.status == .exited(1))
    }

    @Test func `a reader of the data who has gone ends a command quietly`() async throws {
        let run = try await TongtiProcess.run(
            "mkfifo data; : <data & exec 3>data; wait; \(Self.explained) >&3; exit $?")

        #expect(run.status == .exited(128 + 13) && run.err.isEmpty)
    }

    @Test func `a reader who has seen enough of a log ends the command quietly`() async throws {
        let run = try await TongtiProcess.run(
            """
            mkdir -p d/log; seq 20000 >d/log/funds.log; mkfifo data; : <data & exec 3>data; wait
            "$TONGTI" dev logs funds -n 10000 --directory d >&3; exit $?
            """)

        #expect(run.status == .exited(128 + 13))
    }

    @Test func `what is typed in another encoding is wrong usage, and is not sent`() async throws {
        let words = #""$TONGTI" rules explain "$(printf '\315\365')" --file "$CLONE/deploy/rules/national.yaml""#
        let run = try await TongtiProcess.run(words)
        #expect(run.status == .exited(2) && run.err.hasPrefix("Argument 3 is not UTF-8"))

        let forPrograms = try await TongtiProcess.run(words + " --json")
        let refusal = try Answer(status: 0, bytes: Array(forPrograms.err.utf8)).json()
        #expect(refusal["exit"] == .integer(2))
    }

    @Test func `a folder that is named in another encoding keeps no command from its work`() async throws {
        let run = try await TongtiProcess.run(
            #"""
            folder="$(printf '\315\365')"; mkdir "$folder"; ln -s "$TONGTI" "$folder/tongti"
            "./$folder/tongti" rules explain participation --file "$CLONE/deploy/rules/national.yaml"; status=$?
            rm -r "$folder"; exit $status
            """#)

        #expect(run.status == .exited(0) && run.out.hasPrefix("participation: "), "\(run.err)")
    }

    @Test(arguments: ["", "--json"])
    func `an answer of another site is no answer`(option: String) async throws {
        try await StubGateway.answering([StubGateway.done("<html>")]) { url in
            let run = try await TongtiProcess.run(#""$TONGTI" community show -c hutong --url \#(url) \#(option)"#)

            #expect(run.status == .exited(1) && run.out.isEmpty)
            #expect(run.err.contains("cannot be understood"))
        }
    }

    @Test func `what was interrupted is told to programs as a refusal`() {
        #expect(CommandRun.report(Interrupted(), asJSON: true) == .interrupted)
    }

    @Test(arguments: [
        (["tongti", "roll", "show", "--json"], true), (["tongti", "roll", "show"], false),
        (["tongti", "dev", "logs", "--", "--json"], false),
    ])
    func `what stands after two dashes asks for no JSON`(arguments: [String], isJSON: Bool) {
        #expect(CommandRun.isJSON(arguments) == isJSON)
    }
}
