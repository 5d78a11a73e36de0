import HTTPTypes
import Model
import ServiceRuntime

/// Modes of management over HTTP.
struct ManagementController {
    let set: SetManagementMode
    let queries: RegistryQueries

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/management", roles: [.operator, .street], request: Self.mode,
                answer: .object([
                    .required("community", .string()), .required("mode", Self.word), .required("changed", .boolean),
                ]),
                summary: "Record who manages a community from a day on", record),
            Route(
                .get, "/v1/communities/{community}/management", roles: .anyone,
                answer: .object([.required("modes", .array(Self.mode))]),
                summary: "Who managed a community from when on", list),
        ]
    }

    private struct Wish: Decodable {
        let mode: ManagementMode
        let manager: String?
        let since: Day
        let until: Day?
        let basis: String

        /// - Throws: `Problem` 400 naming the field.
        func checked() throws -> ManagementModeSet {
            if mode.isTemporary, until == nil {
                throw Problem.invalid(
                    "until", Phrase(zh: "临时管理必须有截止日期", en: "is needed, because the mode is temporary"))
            }
            if let until, until < since {
                throw Problem.invalid("until", Phrase(zh: "早于开始日期", en: "is before since"))
            }
            return ManagementModeSet(
                mode: mode, manager: try manager.map { try ShortText.checked($0, "manager", limit: 100) },
                since: since, until: until, basis: try ShortText.checked(basis, "basis", limit: 200))
        }
    }

    private func record(_ request: APIRequest) async throws -> APIReply {
        let wish = try request.json(Wish.self).checked()
        return try .json(
            200, try await set.handle(wish, community: request.community, claim: request.idempotencyClaim))
    }

    private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(200, ["modes": try await queries.modes(of: request.community)])
    }

    private static let word = Schema.word(ManagementMode.allCases.map(\.rawValue))

    private static let mode = Schema.object([
        .required("mode", word), .optional("manager", .nullable(.string(maxLength: 100)), "A firm or body"),
        .required("since", .day), .optional("until", .nullable(.day), "The last day of a temporary mode"),
        .required("basis", .string(maxLength: 200), "The decision or contract that it rests on"),
    ])
}
