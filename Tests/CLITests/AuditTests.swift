import Foundation
import Model
import TestSupport
import Testing

@testable import tongti

/// What the services tell of their rows, put together; what they check themselves is tested with them.
@Suite(.timeLimit(.minutes(1))) struct AuditTests {
    private static let digest = String(repeating: "ab", count: 32)
    private static let otherDigest = String(repeating: "cd", count: 32)
    private static let checks = """
        [{"check": "c-1", "claim": "C.", "scope": "service"}, {"check": "c-2", "claim": "D.", "scope": "community"}]
        """
    private static let emptyShard = page(0, head: 0, next: 5_001)

    private static func page(_ examined: Int, head: Int, next: Int, _ faults: String = "") -> String {
        StubGateway.done(#"{"examined": \#(examined), "faults": [\#(faults)], "head": \#(head), "next": \#(next)}"#)
    }

    private static func mark(_ source: ServiceName, _ shard: Int, _ position: Int) -> String {
        #"{"source": "\#(source.rawValue)", "shard": \#(shard), "position": \#(position), "chain": "\#(digest)"}"#
    }

    private static func chain(_ chain: String) -> String { StubGateway.done(#"{"chain": "\#(chain)"}"#) }

    private func client(_ url: String) -> ServiceClient {
        ServiceClient(DistrictAddress(url: url, internalKeyFile: nil))
    }

    // MARK: - Logs

    @Test func `a log is read to the head that it had, and what was applied is held against who recorded it`()
        async throws
    {
        let marks = [Self.mark(.ballots, 3, 7), Self.mark(.ballots, 4, 9), Self.mark(.registry, 0, 1)]
        var answers = [StubGateway.done("[\(marks.joined(separator: ", "))]")]
        // What has come since the first page is left to the next audit.
        answers.append(Self.page(2, head: 3, next: 3))
        answers.append(Self.page(1, head: 5, next: 5, #"{"place": "0/3", "says": "it is not what was hashed"}"#))
        answers += Array(repeating: Self.emptyShard, count: 15)
        answers.append(StubGateway.done(Self.checks))
        answers.append(StubGateway.done(#"{"check": "c-1", "examined": 4, "faults": [], "more": false}"#))
        answers += [Self.page(1, head: 7, next: 2), Self.chain(Self.digest)]
        answers += [Self.page(1, head: 8, next: 2), StubGateway.refused(404, "not-found")]
        answers += [Self.page(1, head: 9, next: 2), Self.chain(Self.otherDigest)]

        try await StubGateway.answering(answers) { url in
            var audit = Audit(client: client(url), services: [.funds])
            try await audit.readLogs()

            let findings = audit.findings
            let rows = findings.checks.map { "\($0.service) \($0.check) \($0.examined) \($0.faults)" }
            #expect(rows == ["funds log 3 1", "funds c-1 4 0", "funds applied 3 2"])
            #expect(
                findings.faults.map(\.line) == [
                    "funds log 0/3: it is not what was hashed",
                    "funds applied ballots/4/9: it was applied, and the last event of ballots is at 8",
                    "funds applied registry/0/1: another event was applied than registry has there",
                ])
            let error = #expect(throws: FaultsFound.self) { try findings.judge() }
            #expect(error?.exitStatus == .checkFailed)
            #expect(error?.message == "Found: 3 faults.")
        }
    }

    @Test func `a log whose next page begins where this one does is not read for ever`() async throws {
        try await StubGateway.answering([StubGateway.done("[]"), Self.page(1, head: 9, next: 1)]) { url in
            var audit = Audit(client: client(url), services: [.funds])
            do {
                try await audit.readLogs()
                Issue.record("a page that leads nowhere is told")
            } catch is UnexpectedAnswer {}
        }
    }

    // MARK: - Services that do not answer

    @Test func `a service that cannot answer is named, and the others are audited all the same`() async throws {
        let cannot = StubGateway.refused(503, "unavailable")
        let nothing = StubGateway.done("[]")
        // What funds applied, and once more, after which it is left; what notices applied, and its shards.
        let answers = [cannot, cannot, nothing] + Array(repeating: Self.page(1, head: 1, next: 5_001), count: 16)
        try await StubGateway.answering(answers + [nothing]) { url in
            var audit = Audit(client: client(url), services: [.funds, .notices])
            try await audit.readLogs()

            let findings = audit.findings
            let gaps = findings.notAudited.map { "\($0.service) \($0.check ?? "")" }
            #expect(gaps == ["funds applied", "funds "])
            let log = try #require(findings.checks.first)
            #expect(log.service == .notices && log.examined == 16)
            let error = #expect(throws: NotAllAudited.self) { try findings.judge() }
            #expect(error?.exitStatus == .unreachable)
            #expect(error?.message.contains("funds applied was not audited: Refused (503 unavailable)\n") == true)
            #expect(error?.message.hasSuffix("\nfunds was not audited any further: it could not answer") == true)
        }
    }

    @Test func `a service that hangs is left after a moment, and the others are asked`() async throws {
        // Callers are let in, and nobody hears them.
        try await StubGateway.answering([]) { url in
            var audit = Audit(client: client(url), services: [.funds, .notices], moment: .milliseconds(200))
            try await audit.readLogs()

            let findings = audit.findings
            let error = #expect(throws: NotAllAudited.self) { try findings.judge() }
            let words = ["funds", "notices"].map { service in
                "\(service) was not audited any further: \(service) cannot be reached at \(url): "
                    + "it has said nothing for 0.2 seconds"
            }
            #expect(error?.message == words.joined(separator: "\n"))
        }
    }

    @Test func `a service that hangs in a check is asked once more for a moment alone`() async throws {
        // Its checks, and what the gateway says of one that took too long.
        let answers = [StubGateway.done(Self.checks), StubGateway.refused(503, "unavailable")]
        try await StubGateway.answering(answers) { url in
            var audit = Audit(client: client(url), services: [.registry], moment: .milliseconds(200))
            try await audit.readRows(of: ["hutong", "lilong"].map { try CommunityID(parsing: $0) })

            #expect(audit.findings.notAudited.map { $0.check ?? "" } == ["c-2", ""])
        }
    }

    @Test func `a check that fails, takes too long or is not there ends nothing but itself`() async throws {
        let checks = (1...5).map { #"{"check": "c-\#($0)", "claim": "C.", "scope": "community"}"# }
        let answers = [
            StubGateway.done("[\(checks.joined(separator: ", "))]"),
            StubGateway.refused(500, "internal-error"),
            // It is asked whether it is there: it is, and so is one that does not let everybody ask that.
            StubGateway.refused(503, "unavailable"), StubGateway.done("[]"),
            StubGateway.refused(503, "unavailable"), StubGateway.refused(403, "role-required"),
            StubGateway.refused(404, "not-found"),
            StubGateway.done(#"{"check": "c-5", "examined": 4, "faults": [], "more": false}"#),
        ]
        try await StubGateway.answering(answers) { url in
            var audit = Audit(client: client(url), services: [.registry])
            try await audit.readRows(of: [try CommunityID(parsing: "hutong")])

            let findings = audit.findings
            #expect(findings.notAudited.map { $0.check ?? "" } == ["c-1", "c-2", "c-3", "c-4"])
            #expect(findings.notAudited.last?.reason == "its version does not have this")
            #expect(findings.checks.map(\.check) == ["c-5"])
            #expect(throws: NotAllAudited.self) { try findings.judge() }
        }
    }

    @Test func `whose rows were not read because the registry is away is named`() async throws {
        let cannot = StubGateway.refused(503, "unavailable")
        let nothing = StubGateway.done("[]")
        // What funds applied, its shards and its checks; the communities, and whether the registry is there.
        let answers = [nothing] + Array(repeating: Self.emptyShard, count: 16) + [nothing, cannot, cannot]
        try await StubGateway.answering(answers) { url in
            var audit = Audit(client: client(url), services: [.funds])
            try await audit.readDistrict()

            let findings = audit.findings
            let error = #expect(throws: NotAllAudited.self) { try findings.judge() }
            let last = "\nfunds what communities have was not audited: the registry has not said which there are"
            #expect(error?.message.hasSuffix(last) == true)
        }
    }

    @Test func `an event of which no chain is told is not said to be missing where it is there`() async throws {
        let marks = [Self.mark(.ballots, 3, 7), Self.mark(.ballots, 4, 7)]
        var answers = [StubGateway.done("[\(marks.joined(separator: ", "))]")]
        answers += Array(repeating: Self.emptyShard, count: 16)
        answers.append(StubGateway.done("[]"))
        for there in [1, 0] {
            answers += [Self.page(1, head: 9, next: 2), StubGateway.refused(404, "not-found")]
            answers.append(Self.page(there, head: 9, next: 8))
        }
        try await StubGateway.answering(answers) { url in
            var audit = Audit(client: client(url), services: [.funds])
            try await audit.readLogs()

            let findings = audit.findings
            #expect(findings.notAudited.map(\.service) == [.ballots])
            #expect(
                findings.faults.map(\.line) == [
                    "funds applied ballots/4/7: it was applied, and ballots has no event there"
                ])
        }
    }

    @Test func `where nobody answers nothing is found, and that is no clean audit`() async throws {
        var audit = Audit(client: client("http://127.0.0.1:1"))
        try await audit.readDistrict()

        let findings = audit.findings
        #expect(findings.checks.isEmpty)
        #expect(findings.notAudited.map(\.service) == ServiceName.allCases)
        let error = #expect(throws: NotAllAudited.self) { try findings.judge() }
        #expect(error?.message.contains("cannot be reached") == true)
    }

    @Test func `a fault is worse than a service that cannot answer`() {
        var found = AuditFindings()
        found.miss(.ballots, "log", "it is away")
        found.add(Self.outcome(1), of: "c", claiming: "C.", by: .funds)
        let findings = found

        let error = #expect(throws: FaultsFound.self) { try findings.judge() }

        #expect(error?.message == "Found: 1 fault.\nballots log was not audited: it is away")
    }

    @Test func `what was found before the token ended is told`() async throws {
        let fault = Self.page(1, head: 1, next: 5_001, #"{"place": "0/1", "says": "it is not what was hashed"}"#)
        let applied = StubGateway.done("[]")
        let answers = [applied, applied, fault, StubGateway.refused(401, "token-expired")]
        try await StubGateway.answering(answers) { url in
            var audit = Audit(client: client(url), services: [.funds, .notices])
            try await audit.readLogs()

            #expect(audit.findings.faults.map(\.line) == ["funds log 0/1: it is not what was hashed"])
            let error = #expect(throws: FaultsFound.self) { try audit.findings.judge() }
            #expect(error?.message.contains("\nfunds was not audited any further: Refused (401 token-expired)") == true)
            #expect(error?.message.contains("\nnotices was not audited any further: ") == true)
        }
    }

    @Test func `whoever may not is told so at once`() async throws {
        try await StubGateway.answering([StubGateway.refused(403, "role-required")]) { url in
            var audit = Audit(client: client(url))
            do {
                try await audit.readLogs()
                Issue.record("who may not gets no findings")
            } catch let refusal as ServiceRefusal {
                #expect(refusal.slug == "role-required")
            }
        }
    }

    // MARK: - Communities

    @Test func `a community that is not there is no clean one`() async throws {
        try await StubGateway.answering([StubGateway.refused(404, "not-found")]) { url in
            var audit = Audit(client: client(url))
            let community = try CommunityID(parsing: "nowhere")
            do {
                try await audit.expect(community)
                Issue.record("of a community that nobody knows nothing can be said")
            } catch let refusal as ServiceRefusal {
                #expect(refusal.status == 404)
            }
        }
    }

    @Test func `a service's checks are asked for once, and counted over all communities`() async throws {
        let answers = [
            Self.checks, #"{"check": "c-2", "examined": 4, "faults": [], "more": false}"#,
            #"{"check": "c-2", "examined": 5, "faults": [{"place": "1-1-101", "says": "is\ntwice there"}], "more": true}"#,
        ]
        try await StubGateway.answering(answers.map(StubGateway.done)) { url in
            var audit = Audit(client: client(url), services: [.registry])
            try await audit.readRows(of: ["hutong", "lilong"].map { try CommunityID(parsing: $0) })

            #expect(
                audit.findings.text == """
                    SERVICE   CHECK  EXAMINED  FAULTS
                    registry  c-2           9      1+

                    registry c-2 lilong/1-1-101: is\u{FFFD}twice there
                    """)
        }
    }

    // MARK: - Findings

    @Test func `a thousand faults are listed, and the others counted`() {
        var findings = AuditFindings()
        for _ in 0..<12 { findings.add(Self.outcome(100), of: "c", claiming: "C.", by: .funds) }

        #expect(findings.faults.count == 1_000)
        #expect(findings.unlisted == 200)
        #expect(findings.checks.map(\.faults) == [1_200])
        #expect(findings.text.hasSuffix("\nNot listed: 200 more faults."))
    }

    @Test func `what is written for programs is what its schema says`() throws {
        var findings = AuditFindings()
        findings.add(Self.outcome(2), of: "c", claiming: "C.", by: .funds, in: try CommunityID(parsing: "hutong"))
        findings.add(Self.outcome(1), of: "log", claiming: "L.", by: .notices)
        findings.miss(.ballots, "log", "it is away")
        findings.miss(.ballots, "log", "it is away still")
        findings.miss(.registry, nil, "it is away")
        #expect(findings.notAudited.count == 2)

        let text = String(decoding: try JSONEncoder().encode(findings), as: UTF8.self)

        #expect(try CommandDocument().faults(of: text, by: ["audit", "district"]) == [])
    }

    private static func outcome(_ faults: Int) -> AuditFindings.Outcome {
        AuditFindings.Outcome(
            examined: 100, faults: (0..<faults).map { AuditFindings.Outcome.Told(place: "\($0)", says: "is wrong") },
            more: false)
    }
}
