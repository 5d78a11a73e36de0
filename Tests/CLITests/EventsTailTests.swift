import Foundation
import LocalDistrict
import TestSupport
import Testing

@testable import tongti

/// `events tail` for longer than a token lives.
@Suite(.timeLimit(.minutes(1))) struct EventsTailTests {
    private static func token(_ word: String) -> String {
        StubGateway.done(#"{"token": "\#(word)", "subject": "cli"}"#)
    }

    private static func recorded(_ position: Int) -> String {
        StubGateway.done(#"{"recorded": {"3": \#(position)}}"#)
    }

    private static let event = StubGateway.done(
        #"{"events": [{"shard": 3, "position": 2, "type": "PaymentRecorded"}], "next": 3}"#)

    private static let tail = #""$TONGTI" events tail --service funds --shard 3 -n 0 --follow --json"#

    @Test func `a log is followed beyond the life of a token that the command made itself`() async throws {
        let answers = [
            Self.token("first"), Self.recorded(1), StubGateway.refused(401, "token-refused"), Self.token("second"),
            Self.recorded(2), Self.event, StubGateway.refused(403, "role-required"),
        ]
        try await StubGateway.answering(answers) { url in
            let run = try await TongtiProcess.run(
                "echo key >key; TONGTI_INTERNAL_KEY_FILE=key \(Self.tail) --as operator --url \(url)")

            #expect(run.status == .exited(1) && run.err.contains("role-required"), "\(run.err)")
            #expect(run.out.contains("PaymentRecorded"))
        }
    }

    @Test func `a token that was given is told to have expired`() async throws {
        let answers = [Self.recorded(1), StubGateway.refused(401, "token-refused")]
        try await StubGateway.answering(answers) { url in
            let run = try await TongtiProcess.run("\(Self.tail) --token t --url \(url)")

            #expect(run.status == .exited(1) && run.err.contains("token-refused"), "\(run.err)")
        }
    }
}
