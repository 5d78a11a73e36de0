import Foundation
import Kafka
import LocalDistrict
import Logging
import Model
import Postgres
import Testing

@testable import tongti

/// Names and telephone numbers that occur nowhere else are put through every command, and then looked for wherever they
/// must not be (docs/decisions/0031, R-P-03, R-P-08).
@Suite(.district, .serialized, .timeLimit(.minutes(5))) struct CanaryTests {
    /// Of the roll: they are the registry's alone.
    private static let owners = ["鸸鹋甲", "鸸鹋乙", "鸸鹋丙", "13987650001", "13987650002"]
    /// Who paid, which the books keep to be held against the bank's statement.
    private static let payer = "鸸鹋丁"
    /// Of those who work in the district.
    private static let staff = ["鸸鹋戊", "13987650003"]
    /// Numbers of documents go in and never out: nobody is given them, and not even the registry holds them in clear.
    private static let documents = ["EMU19491231002X", "EMU(19840229)7"]

    /// Where who may read them is given them: the roll that the committee keeps.
    private static let allowed: Set<String> = [
        "registry GET /v1/communities/{community}/roll.csv", "registry GET /v1/people/{person}",
    ]

    @Test func `no name and no telephone number is anywhere but where it belongs`() async throws {
        let files = try CommandFiles(replacing: [
            "业主甲,person,": "\(Self.owners[0]),person,\(Self.owners[3])",
            "业主乙,person,": "\(Self.owners[1]),person,\(Self.owners[4])",
            "商户丙": Self.owners[2], "wechat,业主乙": "wechat,\(Self.payer)",
        ])
        defer { files.remove() }
        try await CommandStory(files: files).play()
        let tongti = DistrictCommands(always: ["-c", CommandStory.community, "--as", "operator"])
        try await tongti.done(
            ["person", "enrol", "emu", "--role", "collector", "--file", try files.write(Self.staff, "emu.txt")])
        let nowhere = try await tongti.run(["person", "letters", "--page", files.path("nowhere/letters.html")])
        #expect(nowhere.status == 2 && nowhere.out.isEmpty, "no code is made that nobody would be given")
        try await tongti.done(["person", "letters", "--page", files.path("letters.html")])
        try await tongti.done(["person", "looks"])
        let letters = try String(contentsOfFile: files.path("letters.html"), encoding: .utf8)
        #expect(letters.contains("/activate，输入激活码"))
        #expect(letters.contains(Self.owners[0]), "letters have the names of those to whom they go")
        let secrets = Self.owners + [Self.payer] + Self.staff + Self.documents
        try await playBodies(tongti, files)
        // Of one document no two would have a seat.
        try await playDocuments(tongti, files)
        let operations = try await DocumentedOperation.all()
        try await CanaryRefusals(secrets: [Self.owners[0], Self.owners[3], Self.documents[0]]).play(
            operations, bearer: Self.bearer())

        let exported = try await DistrictCommands().done(
            ["roll", "export", "-c", CommandStory.community, "--as", "committee"])
        for secret in Self.owners { #expect(exported.contains(secret), "the canaries are on the roll") }
        for secret in Self.documents { #expect(!exported.contains(secret)) }

        try await expectNone(of: secrets, inAnswersOfAll: operations)
        var events = 0
        for service in ServiceName.allCases { events += try await expectNone(of: secrets, inDatabaseOf: service) }
        try await expectNone(of: secrets, inTopicsWith: events)
        try expectNone(of: secrets, inFilesBelow: try SuiteDistrict.current.directory.logs)
    }

    /// Documents of these people: one that two of them share, and one that is written in another way.
    private func playDocuments(_ tongti: DistrictCommands, _ files: CommandFiles) async throws {
        for (ref, number) in [("A", 0), ("B", 1), ("C", 0)] {
            let file = try files.write([Self.documents[number]], "document.txt")
            let shown = try await tongti.done(["roll", "document", ref, "--secrets", file])
            #expect(!shown.contains(Self.documents[number]) && shown.contains("as well") == (ref == "C"))
        }
        let wrong = try files.write([Self.documents[0] + "?"], "wrong.txt")
        #expect(try await !tongti.refused(["roll", "document", "A", "--secrets", wrong]).contains(Self.documents[0]))
        let nobody = try files.write([Self.documents[1]], "nobody.txt")
        _ = try await tongti.refused(["roll", "document", Self.documents[0], "--secrets", nobody])
    }

    /// A body of these people, from its application to its end, by commands that succeed and some that do not.
    private func playBodies(_ tongti: DistrictCommands, _ files: CommandFiles) async throws {
        let committee = try files.write(
            [
                #"{"code": "first", "kind": "ownersCommittee", "origin": "elected", "seatedOn": "2024-02-01","#,
                #" "members": [{"ownerRef": "A", "office": "chair"}, {"ownerRef": "B", "office": "deputy"}],"#,
                #" "seats": 3, "alternates": [{"ownerRef": "C", "votes": 2}]}"#,
            ], "committee.json")
        let named = try files.write(
            [
                #"{"code": "second", "kind": "jointBody", "origin": "elected", "seatedOn": "2024-02-01","#,
                #" "members": [{"ownerRef": "\#(Self.owners[0])"}, {"ownerRef": "\#(Self.owners[3])"}]}"#,
            ], "named.json")
        #expect(try await !tongti.refused(["committee", "constitute", named]).contains(Self.owners[0]))
        try await tongti.done(["committee", "apply", "--applicants", "1", "--on", "2024-01-10"])
        let exception = try files.write(
            [
                try String(contentsOfFile: committee, encoding: .utf8).trimmingCharacters(in: .newlines).dropLast()
                    + #", "exception": {"reason": "tiny", "allowedBy": "street"}}"#
            ], "exception.json")
        _ = try await tongti.refused(["committee", "constitute", committee])
        try await tongti.done(["committee", "constitute", exception])
        let on = ["--on", "2024-02-20"]
        try await tongti.done(
            ["committee", "suspend", "first", "--seat", "1", "--cause", "absences", "--decided-by", "street"]
                + ["--from", "2024-02-10"])
        try await tongti.done(["committee", "reinstate", "first", "--seat", "1"] + on)
        try await tongti.done(["committee", "assign", "first", "2", "--office", "member"] + on)
        try await tongti.done(["committee", "resign", "first", "--seat", "2"] + on)
        try await tongti.done(["committee", "fill", "first"] + on)
        _ = try await tongti.refused(["committee", "fill", "first", "--owner-ref", Self.owners[0]] + on)
        try await tongti.done(["committee", "end", "first", "--cause", "dissolved"] + on)
        try await tongti.done(["committee", "hand-over", "first"] + on)
        for reader in [["committee", "list"], ["committee", "show", "first"], ["committee", "applications"]] {
            let shown = try await tongti.done(reader)
            for secret in Self.owners { #expect(!shown.contains(secret), "\(secret) in \(reader)") }
        }
        try await tongti.settle(CommandStory.community)
    }

    private static func bearer() async throws -> String {
        let token = try await DistrictCommands.client.token(
            TokenWish(
                subject: "canary", community: try CommunityID(parsing: CommandStory.community),
                roles: Role.allCases.filter { $0 != .operator }, operator: true, lifetimeSeconds: 3_600))
        return "Bearer \(token)"
    }

    // MARK: - Where it is looked

    /// Every document that can be asked for, asked by somebody with all roles, and by nobody.
    private func expectNone(of secrets: [String], inAnswersOfAll operations: [DocumentedOperation]) async throws {
        let bearer = try await Self.bearer()
        var successes = 0
        for operation in operations where operation.method == "GET" && !operation.isStream {
            for authorization in [bearer, nil] {
                let path = operation.path(in: CommandStory.community)
                let answer = try await Visit(operation.service, "GET", path, authorization: authorization).answer()
                if answer.status == 200 { successes += 1 }
                let isAllowed = authorization != nil && Self.allowed.contains(operation.description)
                for secret in isAllowed ? Self.documents : secrets {
                    #expect(!answer.body.holds(secret), "\(secret) in \(operation)")
                }
            }
        }
        #expect(successes > 40, "the answers are answers")
    }

    /// All columns of all tables; of the registry, which may keep the rest, documents alone where nothing is published.
    ///
    /// - Returns: how many events the service has published.
    private func expectNone(of secrets: [String], inDatabaseOf service: ServiceName) async throws -> Int {
        let connection = try await PostgresConnection.connect(try SuiteDistrict.current.postgres(of: service))
        let names = try await connection.query(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", as: String.self)
        let events = try await connection.query("SELECT count(*) FROM outbox", as: Int64.self).first ?? 0
        for name in names {
            // The name of a table cannot be bound; query_to_xml takes the statement as a value.
            let query =
                #"SELECT row::text, \#(name == "outbox" ? "convert_from(payload, 'UTF8')" : "''") FROM "\#(name)" AS row"#
            let text =
                try await connection.query(
                    "SELECT query_to_xml(\(query), true, true, '')::text", as: String.self
                ).first ?? ""
            let isKept = service == .registry && !name.hasPrefix("outbox")
            for secret in isKept ? Self.documents : secrets where !(name == "payment" && secret == Self.payer) {
                let hex = secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                #expect(!text.contains(secret) && !text.contains(hex), "\(secret) in \(service.rawValue)'s \(name)")
            }
        }
        await connection.close()
        return Int(events)
    }

    /// All records of all topics, headers and keys included.
    private func expectNone(of secrets: [String], inTopicsWith events: Int) async throws {
        let district = try SuiteDistrict.current
        let consumer = KafkaConsumer(
            KafkaConfiguration(bootstrapServers: district.kafkaBootstrapServers, clientID: "canary"),
            mode: .all(topics: try ServiceName.allCases.map(district.topic)), logger: Logger(label: "canary"))
        await withThrowingTaskGroup { group in
            group.addTask { try await consumer.run() }
            var records = 0
            for await event in consumer.events {
                switch event {
                case .assigned(let partitions):
                    consumer.start(at: Dictionary(uniqueKeysWithValues: partitions.map { ($0, .beginning) }))
                case .records(_, let arrived):
                    records += arrived.count
                    for bytes in arrived.flatMap({ [$0.key, $0.value] + $0.headers.map { Array($0.value) } }) {
                        for secret in secrets { #expect(!bytes.holds(secret), "\(secret) in a topic") }
                    }
                default: break
                }
                if records >= events { break }
            }
            #expect(records >= events && events > 20)
            group.cancelAll()
        }
    }

    private func expectNone(of secrets: [String], inFilesBelow folder: String) throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        #expect(names.contains { $0.contains("registry") })
        for name in names {
            guard let content = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
            for secret in secrets { #expect(!Array(content).holds(secret), "\(secret) in \(name)") }
        }
    }
}

extension [UInt8] {
    fileprivate func holds(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
