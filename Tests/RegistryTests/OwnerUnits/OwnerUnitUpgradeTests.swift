import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What earlier versions let stand of owner-units that have gone.
@Suite struct OwnerUnitUpgradeTests {
    /// The factory is known under two ids; nobody acts for it, and somebody has signed in by the other of them.
    @Test(.database) func `whoever signed in for an owner-unit under another id of it is nobody on the roll`()
        async throws
    {
        try await ServiceUpgrade<RegistryService>.past(
            "V0018_united_owner_units",
            with: [
                """
                INSERT INTO community (
                    code, name, jurisdiction, fund_status, parking_counts, registered_at, owner_unit_defunct)
                VALUES ('runfeng', '润丰', 'national', 'none', false, clock_timestamp(), true)
                """,
                """
                INSERT INTO owner (community, ref, id)
                VALUES
                    ('runfeng', 'factory', '00000000-0000-4000-8000-000000000001'),
                    ('runfeng', 'factory-2', '00000000-0000-4000-8000-000000000002'),
                    ('runfeng', 'anna', '00000000-0000-4000-8000-000000000003')
                """,
                """
                INSERT INTO united_owner (owner, kept)
                VALUES ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001')
                """,
                """
                INSERT INTO owner_unit_end (
                    community, number, gone_since, owner, basis, recorded_by, recorded_on, recorded_at)
                VALUES (
                    'runfeng', 1, '2001-05-01', '00000000-0000-4000-8000-000000000001', '工商注销', 'op', '2025-01-01',
                    clock_timestamp())
                """,
                """
                INSERT INTO account (id, login, is_staff, created_by)
                VALUES
                    ('00000000-0000-4000-8000-00000000000a', 'clerk', false, 'op'),
                    ('00000000-0000-4000-8000-00000000000b', 'anna', false, 'op')
                """,
                """
                INSERT INTO account_owner (owner, account)
                VALUES
                    ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-00000000000a'),
                    ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-00000000000b')
                """,
                """
                INSERT INTO session (id, account, owner, second_factor, signed_in_at, expires_at)
                SELECT gen_random_uuid(), account, owner, false, clock_timestamp(), clock_timestamp() + '1 day'
                FROM account_owner
                """,
                """
                INSERT INTO activation_code (lookup, hash, owner, issued_by, expires_at)
                SELECT ref, '\\x00', id, 'op', clock_timestamp() + '1 day'
                FROM owner
                """,
            ]
        ) { connection in
            let bound = try await connection.query(
                "SELECT login FROM account_owner JOIN account ON account.id = account_owner.account", as: String.self)
            #expect(bound == ["anna"])
            let signedIn = try await connection.query(
                "SELECT login FROM session JOIN account ON account.id = session.account WHERE owner IS NOT NULL",
                as: String.self)
            #expect(signedIn == ["anna"])
            let codes = try await connection.query(
                "SELECT lookup FROM activation_code WHERE cancelled_at IS NULL", as: String.self)
            #expect(codes == ["anna"])
        }
    }
}
