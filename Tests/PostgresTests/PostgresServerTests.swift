import Foundation
import LocalDistrict
import Postgres
import TestSupport
import Testing

struct PostgresServerTests {
    @Test func `the service's role is no superuser and pages have checksums`() async throws {
        try await TestPostgres.withServer { server in
            try await TestDatabase.withPool(server.configuration) { pool in
                let facts = try await pool.withConnection { connection in
                    try await connection.query(
                        """
                        SELECT current_user::text, rolsuper, current_setting('data_checksums'),
                               current_setting('listen_addresses'), current_setting('fsync'),
                               pg_get_userbyid(datdba)::text
                        FROM pg_roles, pg_database
                        WHERE rolname = current_user AND datname = current_database()
                        """,
                        as: (String, Bool, String, String, String, String).self)
                }
                #expect(facts.count == 1)
                #expect(facts[0] == ("tongti", false, "on", "127.0.0.1", "off", "tongti"))
            }
        }
    }

    @Test func `a server keeps its data through stop and kill`() async throws {
        try await TestPostgres.withServer { server in
            try await TestDatabase.withPool(server.configuration) { pool in
                try await pool.withConnection { try await $0.execute("CREATE TABLE kept (n bigint)") }
                let first = try #require(server.pid)
                try await server.stop()
                #expect(server.pid == nil)
                try await server.restart()
                try await pool.withConnection { try await $0.execute("INSERT INTO kept VALUES (1)") }
                try await server.kill9()
                try await server.restart()
                let rows = try await pool.withConnection { try await $0.query("SELECT n FROM kept", as: Int64.self) }
                #expect(rows == [1])
                #expect(try #require(server.pid) != first)
            }
        }
    }

    /// A session that outlives its server for a moment would take work, and leave it open whether that was done.
    @Test func `a server that is killed leaves no session behind`() async throws {
        try await TestPostgres.withServer { server in
            try await TestDatabase.withPool(server.configuration) { pool in
                try await pool.withConnection { connection in
                    let session = try await connection.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                    #expect(kill(session, SIGSTOP) == 0)
                    try await server.kill9()
                    // Gone, or a zombie that init has not reaped yet.
                    let facts = FileManager.default.contents(atPath: "/proc/\(session)/stat")
                    #expect(facts.map { String(decoding: $0, as: UTF8.self).contains(") Z ") } ?? true)
                }
            }
        }
    }
}
