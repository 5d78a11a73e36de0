import EventLog
import Foundation
import LocalDistrict
import Logging
import Model
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@testable import ServiceRuntime

/// A whole service on a real database, without a broker, which no service may mind.
@Suite(.database, .serialized, .timeLimit(.minutes(2)))
struct ServiceAssemblyTests {
    private static let notes = "/v1/communities/jinhua/notes"
    private static let note = #"{"words":"the lift is back"}"#

    private func owner(_ service: RunningService) async throws -> (String, String) {
        ("authorization", try await service.tokens.bearer(roles: ["jinhua": [.owner]], now: WallClock.now()))
    }

    private func count(_ service: RunningService, in community: String = "jinhua") async throws -> String {
        try await service.get("/v1/communities/\(community)/notes").body
    }

    @Test func `a process answers from its first moment, works without a broker and stops within its grace`()
        async throws
    {
        let (_, stop) = try await RunningService.with(try await TestDatabase.current) { service in
            #expect(try await service.get("/healthz").body == #"{"status":"alive"}"#)
            try await service.waitUntilReady()
            #expect(try await service.get("/readyz").body.contains(#""status":"ready""#))

            let answer = try await service.post(Self.notes, Self.note, [owner(service)])
            #expect(answer.status == 201)
            let metrics = try await service.get("/metrics")
            #expect(metrics.headers.first(name: "content-type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(metrics.body.contains(#"route="/v1/communities/{community}/notes",status="2xx"} 1"#))
            #expect(metrics.body.contains("process_resident_memory_bytes"))
        }
        #expect(stop < ServiceProcess.grace)
    }

    /// A service whose start takes until it is told to stop.
    private struct WaitingService: DistrictService {
        static let name = NotesService.name
        static let audits: [AuditCheck] = []
        static let migrations = NotesService.migrations
        static let arrivals = AsyncStream.makeStream(of: Void.self)

        init(_ environment: ServiceEnvironment) async throws {
            Self.arrivals.continuation.yield()
            await Gate().wait()
            try Task.checkCancellation()
        }

        var routes: [Route] { [] }
    }

    @Test func `a process that is told to stop before it has started ends in order`() async throws {
        let (_, stop) = try await RunningService.with(try await TestDatabase.current, as: WaitingService.self) { _ in
            for await _ in WaitingService.arrivals.stream { return }
        }
        #expect(stop < ServiceProcess.grace)
    }

    @Test func `every route is described, and every described route is there`() async throws {
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            let text = try await service.get("/openapi.json").body
            let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let paths = try #require(document?["paths"] as? [String: [String: Any]])
            #expect(
                paths.keys.sorted() == [
                    "/healthz", "/internal/confirm", "/internal/replay", "/metrics", "/openapi.json", "/readyz",
                    "/v1/audit/applied", "/v1/audit/chain", "/v1/audit/checks",
                ] + EventLog.audits.map { "/v1/audit/checks/\($0.code)" }.sorted() + [
                    "/v1/audit/log", "/v1/communities/{community}/audit/kept/notes",
                    "/v1/communities/{community}/audit/notes-have-words",
                    "/v1/communities/{community}/audit/told/notes", "/v1/communities/{community}/notes", "/v1/events",
                    "/v1/events/parked", "/v1/events/parked/discard", "/v1/events/parked/retry",
                    "/v1/events/positions", "/v1/process",
                ])
            for (path, operations) in paths {
                let url = path.replacingOccurrences(of: "{community}", with: "jinhua")
                for method in operations.keys {
                    let answer = method == "get" ? try await service.get(url) : try await service.post(url, "{}")
                    #expect(![404, 405, 500].contains(answer.status), "\(method) \(path): \(answer.status)")
                }
            }
        }
    }

    @Test func `the same key with the same content gets the same answer and does nothing twice`() async throws {
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            let owner = try await owner(service)
            let path = "/v1/communities/idem/notes"
            let token = try await service.tokens.bearer(roles: ["idem": [.owner]], now: WallClock.now())
            let headers = [("authorization", token), ("idempotency-key", "k-1")]
            let first = try await service.post(path, Self.note, headers)
            let second = try await service.post(path, Self.note, headers)
            #expect(first.status == 201)
            #expect(second.status == 201)
            #expect(first.body == second.body)
            #expect(try await count(service, in: "idem") == #"{"count":1}"#)

            let other = try await service.post(path, #"{"words":"another"}"#, headers)
            #expect(other.status == 422)
            #expect(other.body.contains("urn:tongti:problem:idempotency-key-reuse"))

            let elsewhere = [owner, ("idempotency-key", "k-1")]
            #expect(try await service.post(Self.notes, #"{"words":"elsewhere"}"#, elsewhere).status == 201)
            #expect(
                try await service.post(path, Self.note, [headers[0], ("idempotency-key", "two words")]).status == 400)
            #expect(try await service.post(path, Self.note, [headers[0]]).status == 201)
            #expect(try await count(service, in: "idem") == #"{"count":2}"#)
        }
    }

    @Test func `what the database refuses says nothing about SQL`() async throws {
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            let answer = try await service.post(Self.notes, #"{"words":""}"#, [owner(service)])
            #expect(answer.status == 500)
            #expect(answer.body.contains("\"trace\":"))
            for word in ["note", "INSERT", "check", "SQL", "Postgres"] { #expect(!answer.body.contains(word)) }
        }
    }

    @Test func `what is stored is checked for operators, and a community's rows for its auditor`() async throws {
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            func bearer(_ roles: [String: [Role]]) async throws -> [(String, String)] {
                [
                    (
                        "authorization",
                        try await service.tokens.bearer(roles: roles.mapValues(Set.init), now: WallClock.now())
                    )
                ]
            }
            let here = try await bearer(["audited": [.auditor]])
            let elsewhere = try await bearer(["another": [.auditor]])
            let owner = try await bearer(["audited": [.owner]])
            for _ in 1...2 {
                #expect(try await service.post("/v1/communities/audited/notes", Self.note, owner).status == 201)
            }

            let check = "/v1/communities/audited/audit/notes-have-words"
            let clean = #"{"check":"notes-have-words","examined":2,"faults":[],"more":false}"#
            #expect(try await service.get(check, here).body == clean)
            #expect(try await service.get(check, elsewhere).status == 403)
            #expect(try await service.get(check, owner).status == 403)
            #expect(try await service.get(check).status == 401)
            #expect(try await service.get("/v1/communities/audited/audit/other", here).status == 404)

            let list = try await service.get("/v1/audit/checks", here).body
            #expect(list.contains(#"{"check":"notes-have-words","claim":"Every note has words.","scope":"community"}"#))
            let copy =
                #"{"check":"notes","claim":"There are as many notes as ballots told.","scope":"copy","source":"ballots"}"#
            #expect(list.contains(copy))
            let kept = "/v1/communities/audited/audit/kept/notes"
            let words = #"{"facts":[{"place":"notes","says":"2"}],"more":false,"position":0,"unapplied":[]}"#
            #expect(try await service.get(kept, here).body == words)
            let told = "/v1/communities/audited/audit/told/notes"
            let facts = #"{"facts":[{"isOwed":true,"place":"notes","position":1,"says":"2"}],"more":false}"#
            #expect(try await service.get("\(told)?through=5", here).body == facts)
            #expect(try await service.get("\(told)?through=0", here).body == #"{"facts":[],"more":false}"#)
            for path in [kept, "\(told)?through=5"] {
                #expect(try await service.get(path, elsewhere).status == 403, "\(path)")
                #expect(try await service.get(path, owner).status == 403, "\(path)")
                #expect(try await service.get(path).status == 401, "\(path)")
            }
            for query in ["", "?through=-1", "?through=x"] {
                #expect(try await service.get("\(told)\(query)", here).status == 400, "\(query)")
            }
            let ids = try await service.get("/v1/audit/checks/event-ids-are-unique", here).body
            #expect(ids.hasSuffix(#""faults":[],"more":false}"#))
            #expect(try await service.get("/v1/audit/applied", here).body == "[]")
            #expect(try await service.get("/v1/audit/log?shard=3", here).body.contains(#""faults":[]"#))
            #expect(try await service.get("/v1/audit/log?shard=3", owner).status == 403)
            for query in ["", "?shard=16", "?shard=-1", "?shard=3&from=0", "?shard=3&limit=5001", "?shard=3&to=9"] {
                #expect(try await service.get("/v1/audit/log\(query)", here).status == 400, "\(query)")
            }
            #expect(try await service.get("/v1/audit/chain?shard=3", here).status == 400)
            #expect(try await service.get("/v1/audit/chain?shard=3&position=99", here).status == 404)
        }
    }

    @Test func `an auditor reads what is recorded of their own community and of no other`() async throws {
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            let bearer = try await service.tokens.bearer(roles: ["audited": [.auditor]], now: WallClock.now())
            let auditor = [("authorization", bearer)]
            #expect(try await service.get("/v1/events?community=audited", auditor).status == 200)
            // A shard has the events of many communities.
            let shard = Shard(of: try CommunityID(parsing: "audited"))
            for place in ["community=another", "shard=\(shard)"] {
                let refusal = try await service.get("/v1/events?\(place)", auditor)
                #expect(refusal.status == 403 && refusal.body.contains("role-required"), "\(place)")
            }
            // What stands beside a role of another kind is no auditor's.
            let mixed = try await service.tokens.bearer(
                roles: ["audited": [.auditor], "another": [.owner, .committee, .street]], now: WallClock.now())
            #expect(
                try await service.get("/v1/events?community=another", [("authorization", mixed)]).status == 403)
            #expect(try await service.get("/v1/events", auditor).status == 400)
        }
    }

    @Test func `recovery calls are for peers, and the log is shown to operators`() async throws {
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            let peer = [("authorization", service.key.authorization)]
            #expect(try await service.post("/internal/replay", #"{"shard":3,"from":1}"#, peer).status == 204)
            #expect(try await service.post("/internal/replay", #"{"shard":16,"from":1}"#, peer).status == 400)
            #expect(try await service.post("/internal/replay", #"{"shard":3,"from":0}"#, peer).status == 400)
            let confirmation = #"{"consumer":"notices","positions":{"3":17,"4":0}}"#
            #expect(try await service.post("/internal/confirm", confirmation, peer).body == "{}")
            #expect(try await service.post("/internal/confirm", confirmation, [owner(service)]).status == 403)
            for positions in [#"{"3":-1}"#, #"{"03":1}"#, #"{"16":1}"#, #"{"x":1}"#] {
                let wrong = #"{"consumer":"notices","positions":\#(positions)}"#
                #expect(try await service.post("/internal/confirm", wrong, peer).status == 400)
            }

            let bearer = try await service.tokens.bearer(isOperator: true, now: WallClock.now())
            let operators = [("authorization", bearer)]
            #expect(try await service.get("/v1/events/positions", operators).body.contains(#""service":"funds""#))
            #expect(try await service.get("/v1/events?shard=3", operators).status == 200)
            for query in ["", "?shard=16", "?shard=x", "?shard=3&community=jinhua"] {
                let refusal = try await service.get("/v1/events\(query)", operators)
                #expect(refusal.status == 400 && refusal.body.contains(#""field":"shard""#), "\(query)")
            }
            #expect(try await service.get("/v1/events/parked", operators).body == "[]")
            let discard = #"{"source":"ballots","shard":1,"position":9,"reason":"wrong"}"#
            #expect(try await service.post("/v1/events/parked/discard", discard, operators).status == 404)
            let retry = #"{"source":"ballots","community":"jinhua","subject":"x"}"#
            #expect(try await service.post("/v1/events/parked/retry", retry, operators).body == #"{"applied":0}"#)
            #expect(try await service.get("/v1/events/positions", [owner(service)]).status == 403)
        }
        try await TestDatabase.withPool { pool in
            let rows = try await pool.withConnection {
                try await $0.query("SELECT consumer, shard, pos FROM consumer_confirm", as: (String, Int16, Int64).self)
            }
            #expect(rows.contains { $0 == ("notices", 3, 17) })
        }
    }

    @Test func `a process tells operators what it knows, and the time of its machine and of its database`() async throws
    {
        struct Told: Decodable {
            let model: Digest256
            let calendarUntil: Int64
            let clock: Timestamp
            let databaseClock: Timestamp
        }
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            #expect(try await service.get("/v1/process").status == 401)
            #expect(try await service.get("/v1/process", [owner(service)]).status == 403)
            let before = WallClock.now()
            let bearer = try await service.tokens.bearer(isOperator: true, now: before)
            let body = try await service.get("/v1/process", [("authorization", bearer)]).body
            let told = try JSONDecoder().decode(Told.self, from: Data(body.utf8))

            #expect(told.model == ModelVersion.current)
            #expect(try WorkCalendar.announced().years.last?.year == told.calendarUntil)
            #expect(before <= told.databaseClock && told.databaseClock <= told.clock && told.clock <= WallClock.now())
        }
    }

    @Test func `whoever gives an event up is kept by their account, and not by what they own`() async throws {
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            try await TestDatabase.withPool { pool in
                try await pool.withConnection { connection in
                    try await connection.execute(
                        """
                        INSERT INTO inbox_parked (source, shard, pos, id, community, subject, type, payload, recorded_at,
                            reason)
                        VALUES ('ballots', 1, 9, gen_random_uuid(), 'jinhua', 'x', 'none', '\\x7b7d', now(), 'test')
                        """)
                }
                let bearer = try await service.tokens.bearer(
                    "an-owner", account: "an-account", isOperator: true, now: WallClock.now())

                let discard = #"{"source":"ballots","shard":1,"position":9,"reason":"wrong"}"#
                let answer = try await service.post(
                    "/v1/events/parked/discard", discard, [("authorization", bearer)])

                #expect(answer.status == 204, "\(answer.body)")
                let kept = try await pool.withConnection { connection in
                    try await connection.query("SELECT resolved_by FROM inbox_resolution", as: String.self)
                }
                #expect(kept == ["an-account"])
            }
        }
    }

    @Test func `an auditor sees what is parked of their own community and of no other`() async throws {
        struct Told: Decodable { let community: String }
        _ = try await RunningService.with(try await TestDatabase.current) { service in
            try await service.waitUntilReady()
            try await TestDatabase.withPool { pool in
                try await pool.withConnection { connection in
                    try await connection.execute(
                        """
                        INSERT INTO inbox_parked (source, shard, pos, id, community, subject, type, payload, recorded_at,
                            reason)
                        SELECT 'registry', 2, pos, gen_random_uuid(), community, 'a unit', 'none', '\\x7b7d', now(),
                            'of ' || community
                        FROM (VALUES (11, 'watched'), (12, 'neighbours'), (13, 'watched')) AS event (pos, community)
                        """)
                }
            }
            func parked(_ query: String, _ roles: [String: Set<Role>], isOperator: Bool = false) async throws
                -> [String]
            {
                let bearer = try await service.tokens.bearer(
                    roles: roles, isOperator: isOperator, now: WallClock.now())
                let answer = try await service.get(
                    "/v1/events/parked?cursor=registry/2/10\(query)", [("authorization", bearer)])
                #expect(answer.status == 200, "\(answer.body)")
                return try JSONDecoder().decode([Told].self, from: Data(answer.body.utf8)).map(\.community)
            }
            #expect(try await parked("", ["watched": [.auditor]]) == ["watched", "watched"])
            #expect(try await parked("&limit=1", ["neighbours": [.auditor]]) == ["neighbours"])
            // What stands beside a role of another kind is no auditor's.
            let mixed: [String: Set<Role>] = ["watched": [.owner, .committee, .street], "elsewhere": [.auditor]]
            #expect(try await parked("", mixed).isEmpty)
            #expect(try await parked("", [:], isOperator: true) == ["watched", "neighbours", "watched"])

            // Nor does a check of all that the service has tell why something of a neighbour's is parked.
            let bearer = try await service.tokens.bearer(roles: ["elsewhere": [.auditor]], now: WallClock.now())
            let check = try await service.get("/v1/audit/checks/nothing-parked", [("authorization", bearer)])
            #expect(check.status == 200 && check.body.contains("registry/2/11"), "\(check.body)")
            #expect(!check.body.contains("neighbours") && !check.body.contains("watched"), "\(check.body)")

            let mender = try await service.tokens.bearer(isOperator: true, now: WallClock.now())
            for position in 11...13 {
                let discard = #"{"source":"registry","shard":2,"position":\#(position),"reason":"seen"}"#
                #expect(
                    try await service.post(
                        "/v1/events/parked/discard", discard, [("authorization", mender)]
                    ).status == 204)
            }
        }
    }

    @Test func `a database that belongs to another service is refused`() async throws {
        try await TestPostgres.withServer { server in
            try await TestDatabase.withPool(server.configuration) { pool in
                // Its own tables are not what it is told by.
                let other = Migration(name: "V0001_of_another", sql: "CREATE TABLE of_another (number bigint)")
                try await Migrator.apply(EventLog.migrations + [other], on: pool, logger: .init(label: "test"))
                _ = try await LogIdentity.establish(for: .ballots, in: pool)
            }
            await #expect(throws: WrongDatabase.self) {
                // The service ends by itself.
                try await RunningService.with(server.configuration) { _ in await Gate().wait() }
            }
        }
    }

    @Test func `a service outlives its database and comes back with it`() async throws {
        try await TestPostgres.withServer { server in
            try await server.kill9()
            let (_, stop) = try await RunningService.with(server.configuration) { service in
                let early = try await service.post(Self.notes, Self.note)
                #expect(early.status == 503)
                #expect(try await service.get("/readyz").headers.first(name: "retry-after") == "1")
                #expect(try await service.get("/healthz").status == 200)

                try await server.restart()
                try await service.waitUntilReady()
                #expect(try await service.post(Self.notes, Self.note, [owner(service)]).status == 201)

                try await server.kill9()
                try await service.waitUntilReady(false)
                let answer = try await service.post(Self.notes, Self.note, [owner(service)])
                #expect(answer.status == 503)
                #expect(answer.headers.contains(name: "retry-after"))

                try await server.restart()
                try await service.waitUntilReady()
                #expect(try await service.post(Self.notes, Self.note, [owner(service)]).status == 201)
            }
            #expect(stop < ServiceProcess.grace)
        }
    }
}
