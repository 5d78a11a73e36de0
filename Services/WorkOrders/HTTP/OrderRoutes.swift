import HTTPTypes
import Model
import ServiceRuntime

/// Work orders: what everybody may see, and the steps that contractors and the property company report.
struct OrderRoutes: Sendable {
    let takeStep: TakeStep
    let orders: OrderList

    private static let path = "/v1/communities/{community}/orders"
    private static let reporters: Access = [.contractor, .property]

    var routes: [Route] {
        [
            Route(
                .get, Self.path, roles: .anyone, query: [.cursor, .limit], answer: OrderSchemas.orders,
                summary: "The work orders of a community, in pages", list),
            Route(
                .get, "\(Self.path)/{order}", roles: .anyone, answer: OrderSchemas.order, summary: "A work order",
                show),
            Route(
                .post, "\(Self.path)/{order}/start", roles: Self.reporters, request: OrderSchemas.day,
                answer: OrderSchemas.order, summary: "Works have begun; the lift is out of use", start),
            Route(
                .post, "\(Self.path)/{order}/inspection", roles: Self.reporters, request: OrderSchemas.inspection,
                answer: OrderSchemas.order, summary: "The supervisory inspection has a result", inspect),
            Route(
                .post, "\(Self.path)/{order}/return", roles: Self.reporters, request: OrderSchemas.day,
                answer: OrderSchemas.order, summary: "The lift is back in use", putBack),
            Route(
                .post, "\(Self.path)/{order}/complete", roles: Self.reporters, request: OrderSchemas.completion,
                answer: OrderSchemas.order, summary: "The works are accepted and their cost is known", complete),
        ]
    }

    private struct DayRequest: Decodable {
        let on: Day
    }

    private struct InspectionRequest: Decodable {
        let on: Day
        let result: InspectionRecorded.Result
        let certificate: GivenText<DocumentName>
    }

    private struct CompletionRequest: Decodable {
        let on: Day
        let cost: Money
        let report: GivenText<DocumentName>
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let page = try await orders(
            request.community, after: request.query("cursor"),
            limit: request.query("limit", in: 1...500, default: 100))
        guard let page else {
            throw Problem.invalid("cursor", Phrase(zh: "不是上一页的 next", en: "is not the `next` of a page before"))
        }
        return try .json(200, page)
    }

    @Sendable private func show(_ request: APIRequest) async throws -> APIReply {
        let id = try request.path("order", as: OrderID.self)
        guard let order = try await orders.order(id, of: request.community) else { throw OrderRefusal.orderUnknown(id) }
        return try .json(200, order)
    }

    @Sendable private func start(_ request: APIRequest) async throws -> APIReply {
        try await take(.start(on: request.json(DayRequest.self).on), request)
    }

    @Sendable private func inspect(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(InspectionRequest.self)
        return try await take(
            .inspect(WorkOrder.Inspection(result: body.result, certificate: body.certificate.text, on: body.on)),
            request)
    }

    @Sendable private func putBack(_ request: APIRequest) async throws -> APIReply {
        try await take(.putBack(on: request.json(DayRequest.self).on), request)
    }

    @Sendable private func complete(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(CompletionRequest.self)
        return try await take(
            .complete(WorkOrder.Completion(cost: body.cost, report: body.report.text, on: body.on)), request)
    }

    private func take(_ step: TakeStep.Step, _ request: APIRequest) async throws -> APIReply {
        let order = try await takeStep.handle(
            step, of: request.path("order"), in: request.community, claim: request.idempotencyClaim)
        return try .json(200, OrderAnswer(order))
    }
}
