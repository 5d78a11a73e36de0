import Foundation
import LocalDistrict
import Model
import Synchronization
import TestSupport
import Testing

@testable import tongti

/// Commands that print what is shown this once, on a line that breaks.
@Suite(.timeLimit(.minutes(1))) struct LostAnswerTests {
    private static let letter = #"{"units": ["1-1"], "ownerRef": "A", "code": "K7Q", "expiresAt": "2026-01-31"}"#

    private static func letters(more: Bool) -> String {
        StubGateway.done(#"{"letters": [\#(letter)], "more": \#(more)}"#)
    }

    /// Runs a command against a gateway that gives these answers.
    ///
    /// - Returns: how it ended, and the key of each call.
    private func ending(
        of command: String, answering answers: [String]
    ) async throws -> (run: TongtiProcess, keys: [String]) {
        let calls = Mutex<[String]>([])
        var ended: TongtiProcess?
        try await StubGateway.answering(
            answers, hearing: { _, call in calls.withLock { $0.append(call) } },
            { url in
                ended = try await TongtiProcess.run(
                    #"printf 'code\nsecret\n' >lines; "$TONGTI" \#(command) --url "$URL""#, ["URL": url])
            })
        let keys = calls.withLock { $0 }.compactMap { call in
            (call.lowercased().firstMatch(of: /idempotency-key: *(\S+)/)?.output.1).map(String.init)
        }
        return (try #require(ended), keys)
    }

    /// A command that shows something, with the answer to it.
    struct Showing: Sendable, CustomTestStringConvertible {
        let command: String
        let answer: String
        let printed: String
        var testDescription: String { command }
    }

    static let commands = [
        Showing(command: "person letters -c hutong --token t", answer: letters(more: false), printed: "K7Q"),
        Showing(
            command: "person activate --secrets lines", answer: StubGateway.done(#"{"person": "p", "login": "zhao"}"#),
            printed: "zhao"),
        Showing(
            command: "keys rotate --token t", answer: StubGateway.done(#"{"key": "thumbprint"}"#), printed: "thumbprint"
        ),
    ]

    @Test(arguments: commands)
    func `an answer that was lost is asked for again by the same key`(_ showing: Showing) async throws {
        let (run, keys) = try await ending(of: showing.command, answering: ["", showing.answer])

        #expect(run.status == .exited(0) && run.out.contains(showing.printed), "\(run.err)")
        #expect(run.err.contains("sent again, by the same key"))
        #expect(keys.count == 2 && Set(keys).count == 1)
    }

    @Test(arguments: commands)
    func `whoever knows the key of a call makes it again`(_ showing: Showing) async throws {
        let (run, keys) = try await ending(
            of: "\(showing.command) --repeat call-1", answering: [showing.answer])

        #expect(run.status == .exited(0) && run.out.contains(showing.printed), "\(run.err)")
        #expect(keys == ["call-1"])
    }

    @Test func `letters that were lost come again, and the next ones are another call's`() async throws {
        let answers = ["", Self.letters(more: true), Self.letters(more: false)]
        let (run, keys) = try await ending(of: "person letters -c hutong --token t", answering: answers)

        #expect(run.status == .exited(0), "\(run.err)")
        try #require(keys.count == 3)
        #expect(keys[0] == keys[1] && keys[1] != keys[2])
    }

    @Test func `who must sign in anew before the answer comes is told the key`() async throws {
        let answers = ["", StubGateway.refused(401, "fresh-sign-in-required")]
        let (run, keys) = try await ending(of: "keys rotate --token t", answering: answers)

        #expect(run.status == .exited(1) && run.out.isEmpty)
        let key = try #require(keys.first)
        #expect(run.err.contains("--repeat \(key)"), "\(run.err)")
    }

    @Test func `what was refused was not done, and there is nothing to repeat`() async throws {
        let refused = StubGateway.refused(409, "in-person-only")
        for answers in [[refused], ["", refused]] {
            let (run, _) = try await ending(of: "person letters -c hutong --token t", answering: answers)
            #expect(run.status == .exited(1) && !run.err.contains("--repeat"), "\(run.err)")
        }
    }

    @Test func `where nobody listens nothing is sent again`() async throws {
        let port = try FreePort.reserve()
        let run = try await TongtiProcess.run(#""$TONGTI" keys rotate --token t --url http://127.0.0.1:\#(port)"#)

        #expect(run.status == .exited(3) && !run.err.contains("again"), "\(run.err)")
    }

    @Test func `who gets no answer in the end is told how to ask for it`() async throws {
        try await StubGateway.answering(["", ""]) { url in
            var client = ServiceClient(DistrictAddress(url: url, internalKeyFile: nil))
            client.lossPatience = .milliseconds(1)
            let asking = client
            let error = await #expect(throws: AnswerLost.self) {
                _ = try await asking.postUntilAnswered(.registry, "/v1/keys/rotate", [String: String](), key: "call-1")
            }
            #expect(error?.exitStatus == .unreachable && error?.message.contains("--repeat call-1") == true)
        }
    }
}
