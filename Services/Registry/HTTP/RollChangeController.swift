import HTTPTypes
import Model
import ServiceRuntime

/// Single changes of the roll over HTTP: who votes for a unit, and units that change hands.
struct RollChangeController {
    let choose: ChooseVoter
    let transfer: TransferUnits

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/roll/voter", roles: [.operator, .committee],
                request: .object([.required("unit", .unit), .required("ownerRef", .string(maxLength: 64))]),
                answer: .object([
                    .required("unit", .unit), .required("voter", .uuid), .required("changed", .boolean),
                ]),
                summary: "Record whom the co-owners of a unit have chosen to vote for it", chooseVoter),
            Route(
                .post, "/v1/communities/{community}/roll/transfers", roles: [.operator, .committee],
                query: [.value("on", "The day on which the units changed hands", .day)], request: .csv,
                answer: .object([.required("on", .day), .required("units", .array(.unit))]),
                summary: "Record new owners of units, from a roll.csv with the rows of those units alone",
                bodyLimit: RollController.fileLimit, transferUnits),
        ]
    }

    private struct Choice: Decodable {
        let unit: UnitCode
        let ownerRef: OwnerRef
    }

    private func chooseVoter(_ request: APIRequest) async throws -> APIReply {
        let choice = try request.json(Choice.self)
        return try .json(
            200,
            try await choose.handle(
                choice.ownerRef, for: choice.unit, community: request.community, claim: request.idempotencyClaim))
    }

    private func transferUnits(_ request: APIRequest) async throws -> APIReply {
        guard let day = try request.query("on", as: Day.self) else {
            throw Problem.invalid("on", Phrase(zh: "必须填写转让日期", en: "is needed: the day of the transfer"))
        }
        return try .json(
            200,
            try await transfer.handle(
                try RollFile(request.bodyBytes), on: day, community: request.community,
                claim: request.idempotencyClaim))
    }
}
