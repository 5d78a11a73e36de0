import LocalDistrict
import TestSupport
import Testing

/// What is told of a list in which nothing is: the service that has it may know of no such community.
@Suite(.timeLimit(.minutes(1))) struct EmptyListTests {
    private static let lists = [
        ("assembly list", "assemblies"), ("campaign list", "items"), ("order list", "items"), ("lift status", "items"),
        ("nomination list", "rounds"),
    ]

    private static func asking(
        _ words: String, _ name: String, registry: String
    ) async throws -> TongtiProcess {
        var run: TongtiProcess?
        try await StubGateway.answering([StubGateway.done(#"{"\#(name)": []}"#), registry]) { url in
            run = try await TongtiProcess.run(#""$TONGTI" \#(words) -c nowhere --json --url "$URL""#, ["URL": url])
        }
        return try #require(run)
    }

    @Test(arguments: lists) func `an unknown community is said to be that`(words: String, name: String) async throws {
        let run = try await Self.asking(words, name, registry: StubGateway.refused(404, "unknown-community"))

        #expect(run.status == .exited(1) && run.out.isEmpty, "\(run.out)")
        #expect(run.err.contains("unknown-community"), "\(run.err)")
    }

    @Test(arguments: lists) func `a community that has nothing yet has an empty list`(
        words: String, name: String
    ) async throws {
        let run = try await Self.asking(words, name, registry: StubGateway.done(#"{"code": "nowhere"}"#))

        #expect(run.status == .exited(0) && run.out.contains(name), "\(run.out)")
        #expect(run.err.isEmpty, "\(run.err)")
    }

    @Test(arguments: lists) func `a list needs no registry, and says that it could not ask`(
        words: String, name: String
    ) async throws {
        let run = try await Self.asking(words, name, registry: StubGateway.refused(503, "unavailable"))

        #expect(run.status == .exited(0) && run.out.contains(name), "\(run.out)")
        #expect(run.err.hasPrefix("Whether there is a community nowhere could not be asked: "), "\(run.err)")
    }
}
