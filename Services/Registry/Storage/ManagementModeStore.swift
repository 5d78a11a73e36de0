import EventLog
import Model
import Postgres

/// Who managed a community from when on.
struct ManagementModeStore {
    /// In the order of their first days.
    func modes<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [ManagementModeSet] {
        try await reader.query(
            """
            SELECT mode, manager, since, until, basis
            FROM management_mode
            WHERE community = \(community)
            ORDER BY since
            """
        ).decode((ManagementMode, String?, Day, Day?, String).self).map { mode, manager, since, until, basis in
            ManagementModeSet(mode: mode, manager: manager, since: since, until: until, basis: basis)
        }
    }

    func save(_ mode: ManagementModeSet, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO management_mode (community, since, mode, manager, until, basis, recorded_at)
            VALUES (\(write.community), \(mode.since), \(mode.mode), \(mode.manager), \(mode.until), \(mode.basis),
                \(write.now))
            """)
    }
}
