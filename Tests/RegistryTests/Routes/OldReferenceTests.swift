import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// References that earlier versions took and no file may have any more.
@Suite struct OldReferenceTests {
    @Test(.database) func `a reference that was stored with a combining mark is one that a file may name`()
        async throws
    {
        try await ServiceUpgrade<RegistryService>.past(
            "V0025_composed_references",
            with: [
                """
                INSERT INTO community (code, name, jurisdiction, fund_status, parking_counts, registered_at)
                VALUES
                    ('runfeng', '润丰', 'national', 'none', false, clock_timestamp()),
                    ('other', '别处', 'national', 'none', false, clock_timestamp())
                """,
                """
                INSERT INTO owner (community, ref, id)
                VALUES
                    ('runfeng', 'e' || chr(769) || '1', '00000000-0000-4000-8000-000000000001'),
                    ('runfeng', chr(63953) || '2', '00000000-0000-4000-8000-000000000002'),
                    ('runfeng', chr(233) || '3', '00000000-0000-4000-8000-000000000003'),
                    ('runfeng', 'e' || chr(769) || '3', '00000000-0000-4000-8000-000000000004'),
                    ('runfeng', 'e' || chr(803) || chr(770) || '4', '00000000-0000-4000-8000-000000000005'),
                    ('runfeng', 'e' || chr(770) || chr(803) || '4', '00000000-0000-4000-8000-000000000006'),
                    ('runfeng', 'R-17', '00000000-0000-4000-8000-000000000007'),
                    ('other', 'e' || chr(769) || '3', '00000000-0000-4000-8000-000000000008')
                """,
                """
                INSERT INTO person (owner, kind, key, sealed, mark)
                VALUES ('00000000-0000-4000-8000-000000000006', 'person', '\\x00', '\\x00', '\\x00')
                """,
            ]
        ) { connection in
            // Swift takes all spellings of a letter for one; bytes tell them apart.
            let stored = try await connection.query("SELECT ref FROM owner ORDER BY id", as: String.self)
            let expected = [
                "\u{E9}1", "\u{516D}2", "\u{E9}3", "e\u{301}3", "e\u{323}\u{302}4", "\u{1EC7}4", "R-17", "\u{E9}3",
            ]
            #expect(stored.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
            for ref in ["\u{E9}1", "\u{516D}2", "\u{1EC7}4"] {
                #expect(faults { try RollFile(RollText().row("1-1-101", ref).bytes) } == [])
            }
        }
    }

    @Test(.database) func `a reference that became longer when it was composed is read all the same`() async throws {
        try await ServiceUpgrade<RegistryService>.past(
            "V0025_composed_references",
            with: [
                """
                INSERT INTO community (code, name, jurisdiction, fund_status, parking_counts, registered_at)
                VALUES ('runfeng', '润丰', 'national', 'none', false, clock_timestamp())
                """,
                """
                INSERT INTO owner (community, ref, id)
                VALUES
                    ('runfeng', repeat(chr(2392), 64), '00000000-0000-4000-8000-000000000001'),
                    ('runfeng', repeat(chr(64300), 64), '00000000-0000-4000-8000-000000000002')
                """,
            ]
        ) { connection in
            let read = try await connection.query("SELECT ref FROM owner ORDER BY id", as: OwnerRef.self)

            #expect(read.map(\.description.unicodeScalars.count) == [128, 192])
            for ref in read {
                #expect(faults { try RollFile(RollText().row("1-1-101", ref.description).bytes) } != [])
            }
        }
        for (letter, count) in [("A", 65), ("\u{5E9}\u{5BC}\u{5C1}", 65)] {
            #expect(OwnerRef(String(repeating: letter, count: count)) == nil)
        }
    }

    @Test(.database) func `of two spellings of one reference a file means whoever is on the roll`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "\u{E9}1")
            #expect(try await registry.importRoll(roll).status == 200)
            try await registry.run(
                """
                INSERT INTO owner (community, ref, id)
                VALUES ('runfeng', 'e' || chr(769) || '1', '00000000-0000-4000-8000-000000000001')
                """)

            let again = try await registry.importRoll(roll).decode(RollImport.self)

            #expect(again.changed.isEmpty && again.people == 0)
        }
    }

    @Test(.database) func `of two spellings of one reference a merger moves whoever is on the roll`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(RollText().row("1-1-101", "\u{E9}1")).status == 200)
            try await registry.run(
                """
                INSERT INTO owner (community, ref, id)
                VALUES ('runfeng', 'e' || chr(769) || '1', '00000000-0000-4000-8000-000000000001')
                """)
            // So that the other one comes first, in whichever way the rows are read.
            try await registry.run("UPDATE owner SET ref = ref WHERE id <> '00000000-0000-4000-8000-000000000001'")

            let found = try await registry.service.pool.withTransaction(readOnly: true) { transaction in
                try await OwnerStore().ids(in: registry.community, through: transaction)
            }

            let owning = try await registry.service.pool.withConnection { connection in
                try await connection.query("SELECT owner FROM unit_owner", as: OwnerID.self)
            }
            #expect(Array(found.values) == owning)
        }
    }
}
