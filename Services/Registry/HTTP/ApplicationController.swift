import HTTPTypes
import Model
import ServiceRuntime

/// Applications for property management committees.
struct ApplicationController {
    let apply: ApplyForBody
    let end: EndApplication
    let queries: BodyQueries

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/body-applications", roles: [.operator, .street],
                query: [.flag("dryRun", "Say by when the street would have to act, but record nothing")],
                request: BodySchemas.application, answer: BodySchemas.applied,
                summary: "Record that owners apply for a property management committee", record),
            Route(
                .post, "/v1/communities/{community}/body-applications/{day}/end", roles: [.operator, .street],
                query: [.flag("dryRun", "Say how the application would stand, but record nothing")],
                request: BodySchemas.applicationEnd, answer: BodySchemas.applied,
                summary: "Record that the application of a day was refused or withdrawn", close),
            Route(
                .get, "/v1/communities/{community}/body-applications", roles: .anyone, query: [.cursor, .limit],
                answer: .object([
                    .required("applications", .array(BodySchemas.applied)), .optional("next", .string()),
                ]),
                summary: "Applications for a property management committee, and by when the street has to act", list),
        ]
    }

    private func record(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Application.self)
        guard try !request.flag("dryRun") else {
            return try .json(
                200, try await apply.dryRun(body.applicants, on: body.on, community: request.community))
        }
        let report = try await apply.handle(
            body.applicants, on: body.on, community: request.community, by: request.caller.person.id,
            claim: request.idempotencyClaim)
        return try .json(201, report)
    }

    private func close(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(End.self)
        let end = BodyApplication.End(
            how: body.how, on: body.on, reason: try ShortText.checked(body.reason, "reason", limit: 200))
        let day = try request.path("day", as: Day.self)
        let report =
            try request.flag("dryRun")
            ? try await self.end.dryRun(end, of: day, community: request.community)
            : try await self.end.handle(
                end, of: day, community: request.community, by: request.caller.person.id,
                claim: request.idempotencyClaim)
        return try .json(200, report)
    }

    private func list(_ request: APIRequest) async throws -> APIReply {
        let limit = try request.query("limit", in: 1...500, default: 100)
        let cursor: Day? = try request.query("cursor")
        let page = try await queries.applications(of: request.community, after: cursor, limit: limit)
        return try .json(200, List(applications: page.items, next: page.next))
    }

    private struct Application: Decodable {
        let applicants: Int64
        let on: Day
    }

    private struct End: Decodable {
        let how: BodyApplication.End.How
        let on: Day
        let reason: String
    }

    private struct List: Encodable {
        let applications: [ApplicationReport]
        let next: String?
    }
}
