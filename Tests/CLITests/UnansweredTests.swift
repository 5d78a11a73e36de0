import LocalDistrict
import TestSupport
import Testing

/// What a command says of a service that does not answer.
@Suite(.timeLimit(.minutes(1))) struct UnansweredTests {
    @Test func `an audit says within seconds whom it waits for, and on standard output nothing`() async throws {
        // Callers are let in, and nobody hears them.
        try await StubGateway.answering([]) { url in
            let run = try await TongtiProcess.run(
                #"""
                : >said
                "$TONGTI" audit log --service funds --token t --url "$URL" --json 2>said &
                until grep -q . said; do kill -0 $! || break; sleep 0.1; done
                kill $!; wait; cat said >&2
                """#, ["URL": url])

            #expect(run.err == "Waiting for funds.\n")
            #expect(run.out.isEmpty)
        }
    }

    /// The gateway's word for a command that a service has been sent, and for a service that is away.
    @Test(arguments: ["outcome-unknown", "unavailable"])
    func `nothing is in doubt where no token was made: the registry is told not to be reached`(
        slug: String
    ) async throws {
        let asking = #"echo key >key; TONGTI_INTERNAL_KEY_FILE=key "$TONGTI" roll show -c hutong --as street"#
        let signingIn = #"echo secret | "$TONGTI" person sign-in wang"#
        let goingOn = #"""
            printf '{"token": "access", "refreshToken": "first"}' >session
            "$TONGTI" person sign-in --refresh --session session
            """#
        for script in [asking, signingIn, goingOn] {
            try await StubGateway.answering([StubGateway.refused(503, slug)]) { url in
                let run = try await TongtiProcess.run(#"\#(script) --url "$URL""#, ["URL": url])

                #expect(run.status == .exited(3))
                #expect(run.err.hasPrefix("registry cannot be reached at \(url): "), "\(run.err)")
                #expect(!run.err.contains("outcome-unknown") && run.out.isEmpty, "\(run.err)")
            }
        }
    }

    @Test func `of a rehearsal nothing is in doubt, of a command there is`() async throws {
        let answers = [String](repeating: StubGateway.refused(503, "outcome-unknown"), count: 2)
        try await StubGateway.answering(answers) { url in
            let rehearsed = try await Self.importing("--dry-run", url)
            #expect(rehearsed.status == .exited(3))
            #expect(rehearsed.err == "registry cannot be reached at \(url): it has not answered in time\n")

            let sent = try await Self.importing("", url)
            #expect(sent.status == .exited(3) && sent.err.contains("(503 outcome-unknown)"), "\(sent.err)")
        }
    }

    private static func importing(_ how: String, _ url: String) async throws -> TongtiProcess {
        try await TongtiProcess.run(
            #"echo units >roll.csv; "$TONGTI" roll import roll.csv \#(how) -c hutong --token t --url "$URL""#,
            ["URL": url])
    }
}
