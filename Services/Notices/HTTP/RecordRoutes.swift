import HTTPTypes
import Model
import ServiceRuntime

/// The public record for programs: notices, digests and the figures of a board.
struct RecordRoutes: Sendable {
    let record: RecordQuery

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
        guard let found = try await record.notices(of: community, building: building, before: before, limit: limit)
        else {
            throw Problem.unknownCommunity(community)
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
        guard let found = try await record.digests(of: community, building: building, after: cursor, limit: limit)
        else {
            throw Problem.unknownCommunity(community)
        }
        return try .json(DigestPage(found, limit: limit))
    }

    private func board(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        guard let board = try await record.board(of: community) else { throw Problem.unknownCommunity(community) }
        return try .json(try BoardAnswer(board))
    }

    private static let wrongCursor = Problem.invalid(
        "cursor", Phrase(zh: "不是上一页的 next", en: "is not the `next` of a page before"))
}
