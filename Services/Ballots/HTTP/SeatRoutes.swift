import HTTPTypes
import Model
import ServiceRuntime

/// How an election's seats would be allotted to buildings (R-E-14).
struct SeatRoutes: Sendable {
    let allotment: SeatQuery

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/seat-allotment",
                roles: [.committee, .street, .operator, .auditor],
                query: [
                    .value("seats", "How many there are", .integer(minimum: 1, maximum: Int64(Proposal.candidateLimit)))
                ],
                answer: .object([
                    .required(
                        "seatsByBuilding",
                        .array(
                            .object([
                                .required("building", .string()), .required("seats", .integer(minimum: 1)),
                            ])), "Of the buildings that get one; as an election takes it")
                ]),
                summary: "Allot seats to buildings by the area of the roll, with the largest remainder", allot)
        ]
    }

    @Sendable private func allot(_ request: APIRequest) async throws -> APIReply {
        guard try request.queryText("seats") != nil else {
            throw Problem.invalid("seats", Phrase(zh: "不能为空", en: "is missing"))
        }
        let seats = try request.query("seats", in: 1...Proposal.candidateLimit, default: 1)
        let community = try request.community
        return try .json(["seatsByBuilding": try await allotment(of: Int64(seats), in: community)])
    }
}
