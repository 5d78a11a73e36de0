import EventLog
import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// The public record for programs: notices, digests and the figures of a board.
struct RecordRoutes: Sendable {
    let boards: CommunityBoardQuery
    let notices: NoticeListQuery
    let digests: DigestListQuery

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
        let community = try await community(request)
        let limit = try request.query("limit", in: 1...500, default: 100)
        var before: Int64?
        if let text = try request.queryText("cursor") {
            guard let number = Int64(text) else { throw Self.wrongCursor }
            before = number
        }
        let found = try await notices(
            community, building: try request.query("building"), before: before, limit: limit)
        return try .json(NoticePage(found, limit: limit, language: request.language))
    }

    private func listDigests(_ request: APIRequest) async throws -> APIReply {
        let community = try await community(request)
        let limit = try request.query("limit", in: 1...500, default: 100)
        let cursor = try request.queryText("cursor").map { text in
            guard let cursor = DigestListQuery.Cursor(text) else { throw Self.wrongCursor }
            return cursor
        }
        let found = try await digests(
            community, building: try request.query("building"), after: cursor, limit: limit)
        return try .json(DigestPage(found, limit: limit))
    }

    private func board(_ request: APIRequest) async throws -> APIReply {
        guard let board = try await boards(try request.community) else { throw Problem.notFound }
        return try .json(try BoardAnswer(board))
    }

    /// - Throws: 404 for a community that there is not, so that an empty list means an empty record.
    private func community(_ request: APIRequest) async throws -> CommunityID {
        let community = try request.community
        guard try await notices.isKnown(community) else { throw Problem.notFound }
        return community
    }

    private static let wrongCursor = Problem.invalid(
        "cursor", Phrase(zh: "不是上一页的 next", en: "is not the `next` of a page before"))
}
