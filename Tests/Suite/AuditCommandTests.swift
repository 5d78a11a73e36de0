import LocalDistrict
import Model
import Postgres
import TestSupport
import Testing

@testable import tongti

/// `tongti audit` against a real district, and against what somebody has done to its databases.
@Suite(.district, .serialized, .timeLimit(.minutes(4))) struct AuditCommandTests {
    private let tongti = DistrictCommands()
    private static let district = ["audit", "district", "--as", "operator"]

    @Test func `what was changed past all triggers is found by an audit, in the log and in the books`() async throws {
        let files = try CommandFiles()
        defer { files.remove() }
        try await CommandStory(files: files).play()
        let shard = Shard(of: try CommunityID(parsing: CommandStory.community))
        #expect(try await tongti.json(Self.district)["faults"] == .array([]))

        try await tamper(
            with: .workorders, "UPDATE outbox SET subject = subject || 'x' WHERE shard = \(shard.number) AND pos = 1")
        try await tamper(
            with: .funds,
            """
            UPDATE ledger_entry SET amount = amount + 1
            WHERE community = \(CommandStory.community) AND account = 'bank:' || \(CommandStory.campaign) AND sequence = 1
            """)
        let words = try await tongti.run(Self.district)
        let run = try await tongti.run(Self.district + ["--json"])
        try await tamper(
            with: .workorders, "UPDATE outbox SET subject = left(subject, -1) WHERE shard = \(shard.number) AND pos = 1"
        )
        try await tamper(
            with: .funds,
            """
            UPDATE ledger_entry SET amount = amount - 1
            WHERE community = \(CommandStory.community) AND account = 'bank:' || \(CommandStory.campaign) AND sequence = 1
            """)

        #expect(words.status == 4 && words.err.hasPrefix("Found: "), "\(words.err)")
        #expect(words.out.contains("\nworkorders log \(shard)/1: it is not what was hashed"), "\(words.out)")
        #expect(words.out.contains(/\nfunds [a-z-]+ hutong\//), "\(words.out)")
        #expect(run.status == 4)
        #expect(try CommandDocument().faults(of: run.out, by: Self.district) == [])
        let faults = try run.json["faults"].items
        #expect(faults.contains { $0["service"].string == "workorders" && $0["place"].string == "\(shard)/1" })
        #expect(faults.contains { $0["service"].string == "funds" && $0["community"].string == CommandStory.community })
        try await copiesAreHeldAgainstTheirSources()
        #expect(try await tongti.run(Self.district).status == 0, "it was put back")
    }

    /// What a service keeps of another's facts and nothing of its own follows from is found where the other has told it.
    private func copiesAreHeldAgainstTheirSources() async throws {
        for forgery in Self.forgeries { try await tamper(with: forgery.service, forgery.change) }
        let run = try await tongti.run(Self.district)
        for forgery in Self.forgeries { try await tamper(with: forgery.service, forgery.restoration) }

        #expect(run.status == 4)
        for forgery in Self.forgeries {
            #expect(run.out.contains("\n\(forgery.service.rawValue) \(forgery.found)"), "\(forgery.found): \(run.out)")
        }
    }

    @Test func `a log is audited alone, and a community by those who watch over it`() async throws {
        try await tongti.done(
            ["community", "register", "watched", "--name", "看", "--jurisdiction", "national", "--as", "operator"])
        try await tongti.settle("watched")
        let here = ["-c", "watched"]

        let log = try await tongti.json(["audit", "log", "--service", "funds", "--as", "auditor"] + here)
        #expect(Set(log["checks"].items.map { $0["service"].cell }) == ["funds"])
        #expect(log["checks"].items.contains { $0["check"].string == "nothing-parked" })
        for role in ["auditor", "street", "operator"] {
            try await tongti.done(["audit", "community", "--as", role] + here)
        }
        #expect(try await tongti.refused(["audit", "community", "--as", "committee"] + here).contains("403"))
        #expect(try await tongti.refused(["audit", "district", "--as", "committee"] + here).contains("403"))
        #expect(try await tongti.refused(["audit", "community", "-c", "nowhere", "--as", "operator"]).contains("404"))
    }

    @Test func `where nobody answers nothing is printed, and the end is 3`() async throws {
        let run = try await tongti.run(["audit", "district", "--token", "x", "--url", "http://127.0.0.1:1"])

        #expect(run.status == 3 && run.out.isEmpty)
        #expect(run.err.contains("registry was not audited any further: registry cannot be reached"), "\(run.err)")
    }

    /// Does what the service's role may not, and what no trigger sees.
    private func tamper(with service: ServiceName, _ statement: SQL) async throws {
        let server = try SuiteDistrict.current.server(of: service)
        var configuration = server.settings.administration
        configuration.database = server.settings.database
        let connection = try await PostgresConnection.connect(configuration)
        try await connection.execute("SET session_replication_role = replica")
        #expect(try await connection.execute(statement) == 1)
        await connection.close()
    }
}
