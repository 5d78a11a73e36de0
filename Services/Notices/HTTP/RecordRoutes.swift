import EventLog
import HTTPTypes
import Model
import Pages
import Postgres
import ServiceRuntime

/// The public record for programs: notices, digests and the figures of a board.
struct RecordRoutes: Sendable {
    let pool: PostgresPool

    private static let boards = CommunityBoardQuery()
    private static let notices = NoticeListQuery()
    private static let digests = DigestListQuery()

    private static let building = QueryParameter.value("building", "Only of this building", .string(maxLength: 64))

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/notices", roles: .anyone,
                query: [Self.building, .cursor, .limit], answer: NoticePage.schema,
                summary: "Notices, the newest first; with a building also those of the whole community", listNotices),
            Route(
                .get, "/v1/communities/{community}/digests", roles: .anyone,
                query: [Self.building, .cursor, .limit], answer: DigestPage.schema,
                summary: "Daily digests, the newest first", listDigests),
            Route(
                .get, "/v1/communities/{community}/board", roles: .anyone, answer: BoardAnswer.schema,
                summary: "The community's figures as its pages show them", board),
        ]
    }

    private func listNotices(_ request: APIRequest) async throws -> APIReply {
        let (community, building) = (try request.community, try request.query("building", as: BuildingCode.self))
        let limit = try request.query("limit", in: 1...500, default: 100)
        let before = try request.queryText("cursor").map { text in
            guard let number = Int64(text) else { throw Self.wrongCursor }
            return number
        }
        let found = try await read(of: community) { transaction in
            try await Self.notices(community, building: building, before: before, limit: limit, in: transaction)
        }
        return try .json(NoticePage(found, limit: limit, language: request.language))
    }

    private func listDigests(_ request: APIRequest) async throws -> APIReply {
        let (community, building) = (try request.community, try request.query("building", as: BuildingCode.self))
        let limit = try request.query("limit", in: 1...500, default: 100)
        let cursor = try request.queryText("cursor").map { text in
            guard let cursor = DigestListQuery.Cursor(text) else { throw Self.wrongCursor }
            return cursor
        }
        let found = try await read(of: community) { transaction in
            try await Self.digests(community, building: building, after: cursor, limit: limit, in: transaction)
        }
        return try .json(DigestPage(found, limit: limit))
    }

    private func board(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let found = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await Self.boards(community, in: transaction)
        }
        guard let board = found else { throw Problem.notFound }
        return try .json(try BoardAnswer(board))
    }

    /// - Throws: 404 for a community that there is not, so that an empty list means an empty record.
    private func read<Item: Sendable>(
        of community: CommunityID, _ list: (borrowing Transaction) async throws -> [Item]
    ) async throws -> [Item] {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction -> [Item] in
            guard try await Self.notices.isKnown(community, in: transaction) else { throw Problem.notFound }
            return try await list(transaction)
        }
    }

    private static let wrongCursor = Problem.invalid(
        "cursor", Phrase(zh: "不是上一页的 next", en: "is not the `next` of a page before"))
}
