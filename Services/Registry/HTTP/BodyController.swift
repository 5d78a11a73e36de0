import HTTPTypes
import Model
import ServiceRuntime

/// Owners' committees and other bodies over HTTP.
struct BodyController {
    let constitute: ConstituteBody
    let change: ChangeBody
    let queries: BodyQueries

    private static let dryRun = QueryParameter.flag("dryRun", "Say how the body would stand, but record nothing")

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/bodies", roles: [.operator, .street], query: [Self.dryRun],
                request: BodySchemas.proposal, answer: BodySchemas.report,
                summary: "Record that a body takes office; its size, term and members are checked", constitute),
            Route(
                .get, "/v1/communities/{community}/bodies", roles: .anyone, query: [.cursor, .limit],
                answer: .object([.required("bodies", .array(BodySchemas.report)), .optional("next", .string())]),
                summary: "The bodies of a community in counts and dates", list),
            Route(
                .get, "/v1/communities/{community}/bodies/{body}", roles: [.operator, .street, .committee],
                answer: BodySchemas.report, summary: "A body with its members' ids", show),
            post("leavings", BodySchemas.leaving, "Record that a member or an alternate left (R-B-07)", leave),
            post("fillings", BodySchemas.filling, "Fill a vacant seat, from the alternates in order (R-E-07)", fill),
            post("offices", BodySchemas.office, "Give a member an office and portfolios", assign),
            post("suspensions", BodySchemas.suspending, "Suspend a member, who keeps the seat (R-B-07)", suspend),
            post("reinstatements", BodySchemas.reinstating, "Let a suspended member act again", reinstate),
            post("end", BodySchemas.ending, "Record that the body is no longer in office", end),
            post(
                "hand-over", BodySchemas.handOver, "Record that archives, seal and property were handed over", handOver),
        ]
    }

    private func post(
        _ name: String, _ request: Schema, _ summary: String, _ handler: @escaping Route.Handler
    ) -> Route {
        Route(
            .post, "/v1/communities/{community}/bodies/{body}/\(name)", roles: [.operator, .street, .committee],
            query: [Self.dryRun], request: request, answer: BodySchemas.report, summary: summary, handler)
    }

    // MARK: - Handlers

    @Sendable private func constitute(_ request: APIRequest) async throws -> APIReply {
        let proposal = try request.json(BodyBodies.Proposal.self).proposal()
        let isDryRun = try request.flag("dryRun")
        let report =
            isDryRun
            ? try await constitute.dryRun(proposal, community: request.community)
            : try await constitute.handle(
                proposal, community: request.community, by: request.caller.person.id, claim: request.idempotencyClaim)
        return try .json(isDryRun ? 200 : 201, report)
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let page = try await queries.page(
            of: request.community, after: try request.queryText("cursor") ?? "",
            limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(200, List(bodies: page.bodies, next: page.next))
    }

    @Sendable private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, try await queries.body(try request.path("body"), of: request.community))
    }

    @Sendable private func leave(_ request: APIRequest) async throws -> APIReply {
        try await answer(request, try request.json(BodyBodies.Leaving.self).change())
    }

    @Sendable private func fill(_ request: APIRequest) async throws -> APIReply {
        try await answer(request, try request.json(BodyBodies.Filling.self).change())
    }

    @Sendable private func assign(_ request: APIRequest) async throws -> APIReply {
        let office = try request.json(BodyBodies.Office.self)
        return try await answer(
            request,
            .assign(seat: office.seat, office: office.office, portfolios: office.portfolios ?? [], on: office.on))
    }

    @Sendable private func suspend(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(BodyBodies.Suspending.self)
        return try await answer(
            request,
            .suspend(
                seat: body.seat,
                Suspension(from: body.from, until: body.until, cause: body.cause, decidedBy: body.decidedBy)))
    }

    @Sendable private func reinstate(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(BodyBodies.Reinstating.self)
        return try await answer(request, .reinstate(seat: body.seat, on: body.on))
    }

    @Sendable private func end(_ request: APIRequest) async throws -> APIReply {
        let ending = try request.json(BodyBodies.Ending.self)
        return try await answer(request, .end(ending.cause, on: ending.on))
    }

    @Sendable private func handOver(_ request: APIRequest) async throws -> APIReply {
        let handOver = try request.json(BodyBodies.HandOver.self)
        return try await answer(request, .handOver(to: handOver.to, on: handOver.on))
    }

    private func answer(_ request: APIRequest, _ wanted: BodyChange) async throws -> APIReply {
        let body = try request.path("body", as: BodyID.self)
        let report =
            try request.flag("dryRun")
            ? try await change.dryRun(wanted, of: body, community: request.community)
            : try await change.handle(
                wanted, of: body, community: request.community, by: request.caller.person.id,
                claim: request.idempotencyClaim)
        return try .json(200, report)
    }

    private struct List: Encodable {
        let bodies: [BodyReport]
        let next: String?
    }
}
