import HTTPTypes
import Model
import ServiceRuntime

/// The district's day over HTTP.
struct DayController {
    let start: StartDay
    let calendar: DistrictCalendar

    var routes: [Route] {
        [
            Route(
                .post, "/v1/day", roles: [.operator], request: .object([.required("day", .day)]),
                answer: .object([.required("day", .day), .required("told", .integer(minimum: 0))]),
                summary: "Start a day in a district that plays a scenario", begin),
            Route(
                .get, "/v1/day", roles: .anyone,
                answer: .object([.required("day", .day), .required("isScenario", .boolean)]),
                summary: "The district's day", show),
        ]
    }

    private struct Day: Decodable {
        let day: Model.Day
    }

    private struct View: Encodable {
        let day: Model.Day
        let isScenario: Bool
    }

    private func begin(_ request: APIRequest) async throws -> APIReply {
        try .json(200, try await start.handle(try request.json(Day.self).day))
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, View(day: calendar.day(), isScenario: start.isScenarioDistrict))
    }
}
