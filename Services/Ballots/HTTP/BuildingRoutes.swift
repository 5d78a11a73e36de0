import HTTPTypes
import Model
import ServiceRuntime

/// An item by building, for anybody.
struct BuildingRoutes: Sendable {
    let counts: BuildingCounts

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/assemblies/{assembly}/items/{item}/buildings", roles: .anyone,
                answer: BuildingCountsBody.schema,
                summary: "How each building took part in an item, and from the close on how it chose", list)
        ]
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        let reading = try await counts(of: try request.path("item"), id, of: community)
        return try .json(200, BuildingCountsBody(reading.buildings))
    }
}

/// What is published of an item by building.
struct BuildingCountsBody: Encodable {
    let buildings: [Building]

    struct Building: Encodable {
        let building: BuildingCode
        let electorate: Weight
        let participation: Heads?
        let choices: [Chosen]?
    }

    struct Heads: Encodable {
        let heads: Int64
    }

    struct Chosen: Encodable {
        let choice: String
        let heads: Int64
    }

    init(_ counts: [BuildingCount]) {
        buildings = counts.map { count in
            Building(
                building: count.building, electorate: count.electorate,
                participation: count.participation.map(Heads.init),
                choices: count.choices?.map { Chosen(choice: $0.description, heads: $1) }
                    .sorted { $0.choice < $1.choice })
        }
    }

    static let schema = Schema.object([
        .required(
            "buildings",
            .array(
                .object([
                    .required("building", .code),
                    .required(
                        "electorate", .weight,
                        "The area there, and the heads whose first unit that counts is there"),
                    .optional(
                        "participation", .object([.required("heads", .integer(minimum: 0))]),
                        "Missing where it would tell of single owners"),
                    .optional(
                        "choices",
                        .array(.object([.required("choice", .choice), .required("heads", .integer(minimum: 0))])),
                        "From the close on, and where it tells of nobody; in an election for each candidate"),
                ])))
    ])
}
