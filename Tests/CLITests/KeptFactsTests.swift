import Model
import Synchronization
import Testing

@testable import tongti

/// What a service keeps of another's facts, against what that one told: what is found, and what may well be so.
@Suite(.timeLimit(.minutes(1))) struct KeptFactsTests {
    private static func kept(
        _ facts: [(String, String)], at position: Int64 = 9, without unapplied: [Int64] = []
    ) -> KeptFacts {
        KeptFacts(
            position: position, unapplied: unapplied, facts: facts.map { KeptFacts.Fact(place: $0.0, says: $0.1) },
            more: false)
    }

    private static func told(_ facts: [(Int64, String, String)], isOwed: Bool = true) -> KeptFacts.Told {
        KeptFacts.Told(
            facts: facts.map { KeptFacts.Told.Fact(position: $0.0, place: $0.1, says: $0.2, isOwed: isOwed) },
            more: false)
    }

    private static func lines(_ kept: KeptFacts, _ told: KeptFacts.Told) -> [String] {
        kept.compared(with: told, of: .ballots).faults.map { "\($0.place): \($0.says)" }
    }

    @Test func `what is as it was told is no fault, and of a place the last word counts`() {
        let outcome = Self.kept([("a", "1"), ("b", "2")])
            .compared(with: Self.told([(1, "a", "0"), (2, "b", "2"), (5, "a", "1")]), of: .ballots)
        #expect(outcome.faults.isEmpty && !outcome.more && outcome.examined == 2)
    }

    @Test func `what was changed, added or taken away is found, and where it was told`() {
        let kept = Self.kept([("cap", "30000 fen"), ("ghost", "1 fen")])
        let told = Self.told([(3, "cap", "20000 fen"), (4, "gone", "5 fen")])
        #expect(
            Self.lines(kept, told) == [
                "cap: it says 30000 fen, and ballots told 20000 fen at position 3", "ghost: ballots has never told it",
                "gone: ballots told it at position 4, and it is not there",
            ])
    }

    @Test func `the first word is not the last one, though it may be what is kept`() {
        let lines = Self.lines(Self.kept([("lift", "R1")]), Self.told([(1, "lift", "R1"), (2, "lift", "R9")]))
        #expect(lines == ["lift: it says R1, and ballots told R9 at position 2"])
    }

    @Test func `what is not owed may be missing, and is no other where it is there`() {
        let told = Self.told([(1, "a", "1"), (2, "b", "2")], isOwed: false)
        #expect(Self.lines(Self.kept([("b", "2")]), told).isEmpty)
        #expect(Self.lines(Self.kept([("b", "3")]), told).count == 1)
    }

    @Test func `of a place about which an event was not applied nothing is said`() {
        let told = Self.told([(1, "a", "1"), (2, "a", "2"), (3, "b", "3"), (4, "c", "4")])
        #expect(Self.lines(Self.kept([("a", "1"), ("c", "4")], without: [2, 3]), told).isEmpty)
        #expect(Self.lines(Self.kept([("a", "1")], without: [2, 3]), told).count == 1, "c was applied")
    }

    @Test func `a hundred faults are told, and that there are more`() {
        let outcome = Self.kept((0..<150).map { ("\($0)", "") }).compared(with: Self.told([]), of: .ballots)
        #expect(outcome.faults.count == 100 && outcome.more)
    }

    // MARK: - Over HTTP

    private static let checks = StubGateway.done(
        """
        [{"check": "mandates", "claim": "C.", "scope": "copy", "source": "ballots"},
         {"check": "c-2", "claim": "D.", "scope": "service"}]
        """)

    private static func keptAnswer(_ rest: String) -> String {
        StubGateway.done(#"{"position": 7, "unapplied": [], "facts": [{"place": "a/1", "says": "2 fen"}], \#(rest)}"#)
    }

    private static func toldAnswer(_ rest: String) -> String {
        StubGateway.done(
            """
            {"facts": [{"position": 4, "place": "a/1", "says": "1 fen", "isOwed": true}], \(rest)}
            """)
    }

    private static func audit(_ url: String) async throws -> AuditFindings {
        let client = ServiceClient(DistrictAddress(url: url, internalKeyFile: nil))
        var audit = Audit(client: client, services: [.funds])
        try await audit.readRows(of: [try CommunityID(parsing: "hutong")])
        return audit.findings
    }

    @Test func `the source is asked for what it had told up to the event that was applied last`() async throws {
        let calls = Mutex<[String]>([])
        let answers = [Self.checks, Self.keptAnswer(#""more": false"#), Self.toldAnswer(#""more": false"#)]
        try await StubGateway.answering(
            answers, hearing: { _, call in calls.withLock { $0.append(call) } },
            { url in
                let findings = try await Self.audit(url)
                #expect(
                    findings.faults.map(\.line) == [
                        "funds mandates hutong/a/1: it says 2 fen, and ballots told 1 fen at position 4"
                    ])
                #expect(findings.checks.map(\.claim) == ["C."])
            })
        let paths = calls.withLock { $0 }.map { String($0.split(separator: " ")[1]) }
        #expect(paths.count == 3)
        #expect(paths[1].hasSuffix("/v1/communities/hutong/audit/kept/mandates"), "\(paths)")
        #expect(paths[2].hasSuffix("/v1/communities/hutong/audit/told/mandates?through=7"), "\(paths)")
    }

    @Test func `a source whose version does not tell it is named`() async throws {
        let answers = [Self.checks, Self.keptAnswer(#""more": false"#), StubGateway.refused(404, "not-found")]
        try await StubGateway.answering(answers) { url in
            let findings = try await Self.audit(url)
            #expect(findings.checks.isEmpty)
            #expect(findings.notAudited.map { "\($0.service) \($0.check ?? "")" } == ["ballots mandates"])
        }
    }

    @Test func `what is more than is told of at once is named, and not compared`() async throws {
        let answers = [Self.checks, Self.keptAnswer(#""more": true"#), Self.toldAnswer(#""more": false"#)]
        try await StubGateway.answering(answers) { url in
            let findings = try await Self.audit(url)
            #expect(findings.checks.isEmpty && findings.faults.isEmpty)
            #expect(findings.notAudited.map { "\($0.service) \($0.check ?? "")" } == ["funds mandates"])
        }
    }

    @Test func `a copy that does not say whose it is makes no sense`() async throws {
        let answers = [StubGateway.done(#"[{"check": "mandates", "claim": "C.", "scope": "copy"}]"#)]
        try await StubGateway.answering(answers) { url in
            do {
                _ = try await Self.audit(url)
                Issue.record("nobody can be asked")
            } catch is UnexpectedAnswer {}
        }
    }
}
