import HTTPTypes
import Model
import Repetition
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
        let day = try request.json(Day.self).day
        do {
            return try .json(200, try await start.handle(day))
        } catch let untold as LeftOver<CommunityID> {
            throw Self.problem(of: untold)
        }
    }

    /// The day holds, and all others know of it.
    private static func problem(of untold: LeftOver<CommunityID>) -> Problem {
        let cause = Problem(describing: untold.fault)
        // What a community has stored may be at fault as if it had been asked for; of what passes it is said that it does.
        let problem = cause.retryAfter == nil ? Problem.internalError : cause
        let names = untold.items.prefix(50).map(\.description)
        let more = untold.items.count > names.count ? " … (\(untold.items.count))" : ""
        return problem.with(
            detail: Phrase(
                zh: "还没有得知新的一天：\(names.joined(separator: "、"))\(more)。再次提交时只通知这些小区",
                en: "Not yet told of the day: \(names.joined(separator: ", "))\(more). "
                    + "The same command again tells these alone"))
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, View(day: calendar.day(), isScenario: start.isScenarioDistrict))
    }
}
