import FoundationEssentials
import HTTPTypes
import Model
import ServiceRuntime

/// Voting for somebody: who may, by which paper, and until when (R-M-22).
///
/// Whose unit it is says the frozen roll, also for who has sold since (R-C-15).
struct ProxyRoutes: Sendable {
    let appoint: AppointProxy
    let list: ProxyList
    let calendar: DistrictCalendar

    private static let proxies = "/v1/communities/{community}/assemblies/{assembly}/proxies"

    var routes: [Route] {
        [
            Route(
                .post, Self.proxies, roles: .signedIn, request: ProxyBody.schema, answer: Self.appointed,
                summary: "Record a written authority to vote for a unit's owner: that owner, or two scrutineers alike",
                needsFreshSignIn: true, appoint),
            Route(
                .post, "\(Self.proxies)/{unit}/revocation", roles: .signedIn,
                answer: .object([.required("unit", .unit)]),
                summary: "Take the authority back, until the voting ends and as long as nothing was handed in by it",
                revoke),
            Route(
                .get, Self.proxies, roles: .signedIn, query: [.cursor, .limit], answer: Self.page,
                summary: "The written authorities for scrutineer and auditor; for others those that they gave or hold",
                list),
            Route(
                .get, "\(Self.proxies)/waiting", roles: [.scrutineer, .committee, .street, .auditor],
                answer: Self.waitingPage, summary: "The written authorities that wait for a second scrutineer", waiting),
        ]
    }

    @Sendable private func appoint(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(ProxyBody.self)
        let appointed = try await appoint(
            body.proposal, in: try request.path("assembly"), by: try request.asker,
            today: calendar.day(), of: try request.community, claim: try request.idempotencyClaim)
        return try .json(201, appointed)
    }

    @Sendable private func revoke(_ request: APIRequest) async throws -> APIReply {
        let unit = try request.path("unit", as: UnitCode.self)
        try await appoint.revoke(
            unit, in: try request.path("assembly"), by: try request.asker, of: try request.community,
            claim: try request.idempotencyClaim)
        return try .json(["unit": unit])
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let seesAll = request.caller.has(.scrutineer, in: community) || request.caller.has(.auditor, in: community)
        return try .json(
            try await list(
                try request.path("assembly"), of: community, about: seesAll ? nil : request.caller.person.owners,
                after: try request.numberCursor ?? 0, limit: try request.query("limit", in: 1...500, default: 100)))
    }

    @Sendable private func waiting(_ request: APIRequest) async throws -> APIReply {
        try .json(["proxies": try await list.waiting(try request.path("assembly"), of: try request.community)])
    }

    private static let appointed = Schema.object([
        .required("unit", .unit), .required("holder", .uuid), .required("authority", .sha256),
        .optional(
            "isWaiting", .boolean, "True while it waits for a second scrutineer: nobody votes by it until then"),
    ])

    private static let waitingPage = Schema.object([
        .required(
            "proxies",
            .array(
                .object([
                    .required("unit", .unit), .required("holder", .uuid), .required("authority", .sha256),
                    .required("writtenOn", .day), .required("enteredBy", .string()), .required("enteredAt", .time),
                ])))
    ])

    private static let page = Schema.object([
        .required(
            "proxies",
            .array(
                .object([
                    .required("unit", .unit), .required("holder", .uuid), .required("authority", .sha256),
                    .required("writtenOn", .day), .required("recordedAt", .time), .optional("revokedAt", .time),
                    .required("votes", .integer(minimum: 0), "How many votes were cast by it"),
                ]))),
        .optional("next", .string(), "The cursor of the next page"),
    ])
}

/// A written authority as it is sent.
struct ProxyBody: Decodable {
    let unit: UnitCode
    let holder: HolderID?
    let authority: Digest256
    let writtenOn: Day
    let isPropertyStaff: Bool

    var proposal: ProxyProposal {
        ProxyProposal(
            unit: unit, proxy: WrittenProxy(holder: holder ?? HolderID(UUID()), authority: authority),
            writtenOn: writtenOn, isPropertyStaff: isPropertyStaff)
    }

    static let schema = Schema.object([
        .required("unit", .unit, "One of the principal's units; all are voted for together"),
        .optional(
            "holder", .nullable(.uuid), "An owner's id, or the one given for somebody before; absent for a new person"),
        .required("authority", .sha256, "SHA-256 of the signed paper"), .required("writtenOn", .day),
        .required(
            "isPropertyStaff", .boolean, "Whether the holder works for the property company, which excludes them"),
    ])
}

extension APIRequest {
    /// A scrutineer acts for anybody, others for a unit of their own.
    fileprivate var asker: AppointProxy.Asker {
        get throws {
            AppointProxy.Asker(person: caller.person, isPrincipal: try !caller.has(.scrutineer, in: community))
        }
    }
}
