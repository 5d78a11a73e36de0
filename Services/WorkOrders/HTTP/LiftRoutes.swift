import HTTPTypes
import ServiceRuntime

/// Whether lifts run.
struct LiftRoutes: Sendable {
    let lifts: LiftStatusList

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/lifts", roles: .anyone, answer: OrderSchemas.lifts,
                summary: "Every lift: in use, under work or not built yet, and whether its works are done", list)
        ]
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(200, await lifts(request.community))
    }
}
