import Model
import Postgres

/// Reads all that one page shows as of one moment.
///
/// Read one after the other, its board, notices and digests could contradict each other.
struct PageQuery: Sendable {
    let pool: PostgresPool

    private static let boards = CommunityBoardQuery()
    private static let notices = NoticeListQuery()
    private static let digests = DigestListQuery()

    /// How many notices a page shows.
    static let noticeCount = 20

    /// A community with the notices of all its buildings.
    struct Community: Sendable {
        let board: CommunityBoard
        let notices: [Notice]
    }

    /// Buildings of one community.
    struct Buildings: Sendable {
        let board: CommunityBoard
        /// Those of the buildings that were asked for which there are.
        let found: [BuildingCode: Building]
    }

    /// What the board of a building shows of the public record.
    struct Building: Sendable {
        let building: CommunityBoard.Building
        let notices: [Notice]
        let newestDigest: DigestPublished?
    }

    /// A digest, and the days of those that come next before and after it.
    struct Digest: Sendable {
        let board: CommunityBoard
        let digest: DigestPublished
        let earlier: Day?
        let later: Day?
    }

    /// Only notices before `number` are read.
    ///
    /// - Returns: nil where there is no such community.
    func community(_ community: CommunityID, before number: Int64?) async throws -> Community? {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction -> Community? in
            guard let board = try await Self.boards(community, in: transaction) else { return nil }
            let notices = try await Self.notices(
                community, building: nil, before: number, limit: Self.noticeCount, in: transaction)
            return Community(board: board, notices: notices)
        }
    }

    /// Only notices before `number` are read.
    ///
    /// - Returns: nil where there is no such community.
    func buildings(
        _ codes: Set<BuildingCode>, of community: CommunityID, before number: Int64? = nil
    ) async throws -> Buildings? {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction -> Buildings? in
            guard let board = try await Self.boards(community, in: transaction) else { return nil }
            var found: [BuildingCode: Building] = [:]
            for code in codes {
                guard let building = board.building(code) else { continue }
                let notices = try await Self.notices(
                    community, building: code, before: number, limit: Self.noticeCount, in: transaction)
                let digests = try await Self.digests(community, building: code, limit: 1, in: transaction)
                found[code] = Building(building: building, notices: notices, newestDigest: digests.first)
            }
            return Buildings(board: board, found: found)
        }
    }

    /// Whether there is a board of the building, as ``CommunityBoardQuery`` finds it, without reading it: everybody who follows
    /// one asks for this at once when a process has started anew.
    func isThere(_ building: BuildingCode, of community: CommunityID) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT EXISTS (SELECT FROM community WHERE community = \(community)) AND (
                    EXISTS (SELECT FROM unit WHERE community = \(community) AND building = \(building))
                    OR EXISTS (SELECT FROM lift WHERE community = \(community) AND building = \(building))
                    OR EXISTS (
                        SELECT
                        FROM campaign_building
                        JOIN campaign USING (community, campaign)
                        WHERE community = \(community) AND building = \(building)
                    )
                )
                """, as: Bool.self
            ).first ?? false
        }
    }

    /// - Returns: nil where there is no such digest.
    func digest(of day: Day, _ community: CommunityID, building: BuildingCode) async throws -> Digest? {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction -> Digest? in
            guard let board = try await Self.boards(community, in: transaction),
                board.building(building) != nil,
                let digest = try await Self.digests(
                    community, building: building, on: day, limit: 1, in: transaction
                ).first
            else { return nil }
            let (earlier, later) = try await Self.digests.neighbours(
                of: day, community, building: building, in: transaction)
            return Digest(board: board, digest: digest, earlier: earlier, later: later)
        }
    }
}
