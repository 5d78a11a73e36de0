import EventLog
import Foundation
import HTTPTypes
import Model
import Postgres

@testable import ServiceRuntime

/// A service that keeps notes: the smallest that has a table, a command and a query.
struct NotesService: DistrictService {
    static let name = ServiceName.funds
    static let audits = [
        AuditCheck(
            "notes-have-words", "Every note has words.",
            examined: { community in "SELECT count(*) FROM note WHERE community = \(community)" },
            faults: { community in
                """
                SELECT id::text, 'it has no words' FROM note WHERE community = \(community) AND words = ''
                ORDER BY id LIMIT \(AuditCheck.shown)
                """
            })
    ]
    static let copies = [
        AuditCopy("notes", "There are as many notes as ballots told.", of: .ballots) { community in
            "SELECT 'notes', count(*)::text FROM note WHERE community = \(community) LIMIT \(AuditCopy.most)"
        }
    ]
    static let sources = [
        AuditSource("notes", "How many notes there are") { _, position in
            "SELECT 1::bigint, 'notes', '2', true WHERE \(position) > 0 LIMIT \(AuditCopy.most)"
        }
    ]
    static let migrations = [
        Migration(
            name: "V0001_note",
            sql: """
                CREATE TABLE note (
                    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT note_pkey PRIMARY KEY,
                    community text NOT NULL, words text NOT NULL, CONSTRAINT note_words_check CHECK (words <> '')
                );
                """)
    ]

    private let log: EventLog

    init(_ environment: ServiceEnvironment) async throws {
        log = environment.log
        try await environment.tokens.trust(HeldKeys(Array(environment.config.requiredSetting("test.keys").utf8)))
    }

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/notes", roles: [.owner],
                request: .object([.required("words", .string())]), answer: .object([.required("id", .integer())]),
                summary: "Writes a note", write),
            Route(
                .get, "/v1/communities/{community}/notes", roles: .anyone,
                answer: .object([.required("count", .integer())]), summary: "Counts the notes", count),
        ]
    }

    private struct Note: Codable, Sendable { let words: String }
    private struct Receipt: Codable, Sendable { let id: Int64 }
    private struct Count: Codable, Sendable { let count: Int64 }

    @Sendable private func write(_ request: APIRequest) async throws -> APIReply {
        let note = try request.json(Note.self)
        let receipt = try await log.write(to: request.community, claim: request.idempotencyClaim) { write in
            let rows = try await write.query(
                "INSERT INTO note (community, words) VALUES (\(write.community), \(note.words)) RETURNING id",
                as: Int64.self)
            return Receipt(id: rows.first ?? 0)
        }
        return try .json(201, receipt)
    }

    @Sendable private func count(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let rows = try await log.pool.withConnection { connection in
            try await connection.query("SELECT count(*) FROM note WHERE community = \(community)", as: Int64.self)
        }
        return try .json(Count(count: rows.first ?? 0))
    }
}
