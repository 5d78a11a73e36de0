import Logging
import Postgres
import TestSupport
import Testing

struct MigratorTests {
    private static let first = Migration(
        name: "V0001_first",
        sql: """
            CREATE TABLE one (n bigint CONSTRAINT one_pkey PRIMARY KEY);
            -- several statements, quotes and dollars
            CREATE FUNCTION double(n bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT n * 2; $$;
            INSERT INTO one VALUES (double(21));
            """)
    private static let second = Migration(
        name: "V0002_second", sql: "ALTER TABLE one ADD COLUMN word text DEFAULT ';';")
    private static let broken = Migration(name: "V0003_broken", sql: "CREATE TABLE three (); SELEKT;")

    private func apply(_ migrations: [Migration], on pool: PostgresPool) async throws {
        try await Migrator.apply(migrations, on: pool, logger: Logger(label: "test"))
    }

    @Test(.database) func `migrations are applied once and in order`() async throws {
        try await TestDatabase.withPool { pool in
            try await apply([Self.first], on: pool)
            try await apply([Self.first, Self.second], on: pool)
            try await apply([Self.first, Self.second], on: pool)

            try await pool.withConnection { connection in
                let rows = try await connection.query("SELECT n, word FROM one", as: (Int64, String).self)
                #expect(rows.count == 1 && rows[0] == (42, ";"))
                let names = try await connection.query(
                    "SELECT name FROM migration ORDER BY applied_at", as: String.self)
                #expect(names == ["V0001_first", "V0002_second"])
            }
        }
    }

    @Test(.database) func `instances that start together apply them once`() async throws {
        try await TestDatabase.withPool { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await apply([Self.first, Self.second], on: pool) }
                }
                try await group.waitForAll()
            }
            let rows = try await pool.withConnection { try await $0.query("SELECT n FROM one", as: Int64.self) }
            #expect(rows == [42])
        }
    }

    @Test(.database) func `a changed or unknown migration is refused`() async throws {
        try await TestDatabase.withPool { pool in
            try await apply([Self.first, Self.second], on: pool)

            let changed = await #expect(throws: PostgresError.self) {
                try await apply([Self.first, Migration(name: "V0002_second", sql: "SELECT 1")], on: pool)
            }
            #expect(changed?.kind == .migration && changed?.description.contains("V0002_second was changed") == true)
            let unknown = await #expect(throws: PostgresError.self) { try await apply([Self.first], on: pool) }
            #expect(unknown?.kind == .migration && unknown?.description.contains("V0002_second") == true)
            await #expect(throws: PostgresError.self) { try await apply([Self.first, Self.first], on: pool) }
        }
    }

    @Test(.database) func `a migration that fails leaves nothing of the whole run`() async throws {
        try await TestDatabase.withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await apply([Self.first, Self.broken], on: pool)
            }
            #expect(error?.sqlState == .syntaxError)
            let tables = try await pool.withConnection { connection in
                try await connection.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", as: Int.self)
            }
            #expect(tables == [0])
        }
    }
}
