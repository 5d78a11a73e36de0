import Model
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@testable import EventLog

/// A process that ends in order while it notes that a run is begun.
@Suite(.timeLimit(.minutes(1))) struct LateNoteTests {
    @Test(.database) func `a note that comes after it was to be taken back is taken back at the end`() async throws {
        try await Federation.run { federation in
            let pool = federation.consumerPool
            try await Self.writeNotesLate(in: pool)
            let leaving = federation.makeConsumer(try await Federation.log(of: .funds, in: pool))
            try await pool.withSession { blocker in
                try await blocker.execute("SELECT pg_advisory_lock(1), pg_advisory_lock(2)")
                try await withThrowingTaskGroup { tasks in
                    let group = ServiceGroup(services: [leaving], logger: WriteTests.logger)
                    tasks.addTask { try await group.run() }
                    try await federation.append(1...1)
                    var begun: Int64 = 0
                    // The process that stays has begun as well.
                    while begun < 2 {
                        begun = try await blocker.query(
                            """
                            SELECT count(*) FROM pg_locks
                            WHERE locktype = 'advisory' AND classid::bigint = 0 AND objid::bigint = 1 AND NOT granted
                                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                            """, as: Int64.self)[0]
                    }
                    await group.triggerGracefulShutdown()
                    var hasLooked = false
                    while !hasLooked {
                        hasLooked = try await blocker.query("SELECT is_called FROM looks", as: Bool.self)[0]
                    }
                    try await blocker.execute("SELECT pg_advisory_unlock(2)")
                    try await tasks.waitForAll()
                }
                let counted = try await blocker.query(
                    "SELECT coalesce(sum(attempts), 0)::bigint FROM inbox_attempt", as: Int64.self)
                #expect(counted == [0])
                try await blocker.execute("SELECT pg_advisory_unlock(1)")
            }
            try await federation.untilApplied(1)
        }
    }

    /// A note waits for the advisory lock 1; where that is cancelled it waits for 2, and is written all the same.
    ///
    /// `looks` counts what changes the notes that are there.
    private static func writeNotesLate(in pool: PostgresPool) async throws {
        try await pool.withConnection { connection in
            try await connection.execute("CREATE SEQUENCE looks")
            try await connection.execute(
                """
                CREATE FUNCTION write_late() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE
                    wanted bigint := 1;
                BEGIN
                    LOOP
                        BEGIN
                            PERFORM pg_advisory_xact_lock(wanted);
                            RETURN NEW;
                        EXCEPTION WHEN query_canceled THEN
                            wanted := 2;
                        END;
                    END LOOP;
                END $$
                """)
            try await connection.execute(
                """
                CREATE FUNCTION count_look() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM nextval('looks'); RETURN NULL; END $$
                """)
            try await connection.execute(
                "CREATE TRIGGER late BEFORE INSERT ON inbox_attempt FOR EACH ROW EXECUTE FUNCTION write_late()")
            try await connection.execute(
                "CREATE TRIGGER look AFTER UPDATE ON inbox_attempt FOR EACH STATEMENT EXECUTE FUNCTION count_look()")
        }
    }
}
