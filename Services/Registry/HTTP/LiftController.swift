import HTTPTypes
import Model
import ServiceRuntime

/// Lifts over HTTP.
struct LiftController {
    let importLifts: ImportLifts
    let queries: LiftQueries

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/lifts", roles: [.operator, .committee], query: [.dryRun],
                request: .csv, answer: Self.imported, summary: "Record the lifts of a lifts.csv, all or none",
                bodyLimit: RollController.fileLimit, record),
            Route(
                .get, "/v1/communities/{community}/lifts", roles: .anyone,
                answer: .object([.required("lifts", .array(Self.lift))]), summary: "The lifts of a community", list),
        ]
    }

    // MARK: - Handlers

    private func record(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let file = try LiftFile(request.bodyBytes)
        let answer =
            try request.flag("dryRun")
            ? try await importLifts.dryRun(file, community: community)
            : try await importLifts.handle(file, community: community, claim: request.idempotencyClaim)
        return try .json(200, answer)
    }

    private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(200, ["lifts": try await queries.lifts(of: request.community).map(View.init)])
    }

    // MARK: - Bodies

    /// A lift as anybody may see it; the maintainer's number is the committee's affair.
    private struct View: Encodable {
        let lift: LiftCode
        let registrationCode: String
        let rescueCode: String
        let firstFloor: String
        let lastFloor: String
        let skips: [String]
        let installedOn: Day?
        let nextInspectionOn: Day?
        let maintainer: String?
        let flags: [LiftReport.Flag.Kind]

        init(_ lift: LiftReport) {
            self.lift = lift.lift
            registrationCode = lift.registrationCode
            rescueCode = lift.rescueCode
            firstFloor = lift.firstFloor
            lastFloor = lift.lastFloor
            skips = lift.skips
            installedOn = lift.installedOn
            nextInspectionOn = lift.nextInspectionOn
            maintainer = lift.maintainer
            flags = lift.flags.map(\.flag)
        }
    }

    private static let lift = Schema.object([
        .required("lift", .string(example: "3-1-A")), .required("registrationCode", .string()),
        .required("rescueCode", .string()), .required("firstFloor", .string()), .required("lastFloor", .string()),
        .required("skips", .array(.string()), "Floors that are not served"), .optional("installedOn", .day),
        .optional("nextInspectionOn", .day), .optional("maintainer", .string()),
        .required(
            "flags", .array(.word(LiftReport.Flag.Kind.allCases.map(\.rawValue))), "What somebody should act on"),
    ])

    private static let imported = Schema.object([
        .required("dryRun", .boolean), .required("added", .array(.string())), .required("changed", .array(.string())),
        .required("maintainersChanged", .array(.string()), "Those that another firm maintains; their marks are due"),
        .required("absent", .array(.string()), "Lifts that the file does not name; they stay as they were"),
    ])
}
