import Model
import Postgres

/// Reads the public record for programs, each answer as of one moment; nil where there is no such community, so that an
/// empty list means an empty record.
struct RecordQuery: Sendable {
    let pool: PostgresPool

    private static let boards = CommunityBoardQuery()
    private static let notices = NoticeListQuery()
    private static let digests = DigestListQuery()

    /// Only notices before `number` are read.
    func notices(
        of community: CommunityID, building: BuildingCode?, before number: Int64?, limit: Int
    ) async throws -> [Notice]? {
        try await read(of: community) { transaction in
            try await Self.notices(community, building: building, before: number, limit: limit, in: transaction)
        }
    }

    func digests(
        of community: CommunityID, building: BuildingCode?, after cursor: DigestListQuery.Cursor?, limit: Int
    ) async throws -> [DigestPublished]? {
        try await read(of: community) { transaction in
            try await Self.digests(community, building: building, after: cursor, limit: limit, in: transaction)
        }
    }

    func board(of community: CommunityID) async throws -> CommunityBoard? {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await Self.boards(community, in: transaction)
        }
    }

    private func read<Item: Sendable>(
        of community: CommunityID, _ list: (borrowing Transaction) async throws -> [Item]
    ) async throws -> [Item]? {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction -> [Item]? in
            guard try await Self.notices.isKnown(community, in: transaction) else { return nil }
            return try await list(transaction)
        }
    }
}
