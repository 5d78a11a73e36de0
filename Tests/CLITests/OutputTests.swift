import Foundation
import LocalDistrict
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

    @Test(arguments: [
        (["tongti", "roll", "show", "--json"], true), (["tongti", "roll", "show"], false),
        (["tongti", "dev", "logs", "--", "--json"], false),
    ])
    func `what stands after two dashes asks for no JSON`(arguments: [String], isJSON: Bool) {
        #expect(CommandRun.isJSON(arguments) == isJSON)
    }
}
