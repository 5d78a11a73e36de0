import Foundation
import LocalDistrict
import Synchronization
import TestSupport
import Testing

@testable import tongti

/// `person sign-in --refresh` on a line that breaks.
@Suite(.timeLimit(.minutes(1))) struct SessionFileTests {
    private static func session(_ token: String) -> String {
        StubGateway.done(#"{"token": "access", "refreshToken": "\#(token)"}"#)
    }

    @Test func `a refresh whose answer got lost is sent again by its key, the next one by another`() async throws {
        let calls = Mutex<[String]>([])
        var run: TongtiProcess?
        try await StubGateway.answering(
            ["", Self.session("second"), Self.session("third")],
            hearing: { _, call in calls.withLock { $0.append(call) } },
            { url in
                run = try await TongtiProcess.run(
                    #"""
                    printf '{"token": "access", "refreshToken": "first"}' >session
                    for time in 1 2 3; do
                        "$TONGTI" person sign-in --refresh --session session --url "$URL"; echo $?
                    done
                    cat session; stat -c %a session
                    """#, ["URL": url])
            })

        let sent = calls.withLock { $0 }
        let keys = sent.map { $0.lowercased().firstMatch(of: /idempotency-key: *(\S+)/)?.output.1 }
        try #require(keys.count == 3)
        #expect(keys[0] != nil && keys[0] == keys[1] && keys[1] != keys[2])
        #expect(sent[1].contains("first") && sent[2].contains("second"))
        let ended = try #require(run)
        #expect(
            ended.out == #"""
                3
                access
                0
                access
                0
                {"token": "access", "refreshToken": "third"}600

                """#, "\(ended.err)")
    }

    @Test func `a rehearsal leaves the file as it is`() async throws {
        let run = try await TongtiProcess.run(
            #"""
            printf '{"refreshToken": "first"}' >session
            "$TONGTI" person sign-in --refresh --session session --dry-run >&2; cat session
            """#)

        #expect(run.out == #"{"refreshToken": "first"}"#, "\(run.err)")
    }
}
