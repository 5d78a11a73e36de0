import HTTPTypes
import Model
import ServiceRuntime

/// What becomes of an assembly beside its votes: extensions, and the fate of its result.
struct LifecycleRoutes: Sendable {
    let extend: ExtendAssembly
    let takeEffect: TakeEffect
    let setAside: SetAsideDecision
    let detail: AssemblyDetail.Query

    private static let assembly = "/v1/communities/{community}/assemblies/{assembly}"

    var routes: [Route] {
        [
            Route(
                .post, "\(Self.assembly)/extension", roles: AssemblyRoutes.conveners, request: ExtensionBody.schema,
                answer: AssemblyBody.schema, summary: "Let the voting go on until a later time, as was announced",
                extend),
            Route(
                .post, "\(Self.assembly)/effective", roles: [.committee, .street, .operator],
                answer: AssemblyBody.schema,
                summary: "Say that the result stands, after its posting and with every objection answered", effective),
            Route(
                .post, "\(Self.assembly)/set-aside", roles: [.street, .operator], request: OrderBody.schema,
                answer: AssemblyBody.schema,
                summary: "Record that an authority annulled a decision, or a court revoked it", setAside),
        ]
    }

    @Sendable private func extend(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(ExtensionBody.self)
        let (community, assembly) = try (request.community, request.path("assembly", as: AssemblyID.self))
        let wanted = Extension(
            assembly: assembly, closesAt: body.closesAt, papersUntil: body.papersUntil, reason: body.reason)
        _ = try await extend(
            wanted, in: community, by: request.caller.person.id, claim: try request.idempotencyClaim)
        return try .json(200, AssemblyBody(try await detail(assembly, of: community)))
    }

    @Sendable private func effective(_ request: APIRequest) async throws -> APIReply {
        let (community, assembly) = try (request.community, request.path("assembly", as: AssemblyID.self))
        try await takeEffect(assembly, in: community, claim: try request.idempotencyClaim)
        return try .json(200, AssemblyBody(try await detail(assembly, of: community)))
    }

    @Sendable private func setAside(_ request: APIRequest) async throws -> APIReply {
        let order = try request.json(OrderBody.self).order
        let (community, assembly) = try (request.community, request.path("assembly", as: AssemblyID.self))
        _ = try await setAside(
            order, of: assembly, in: community, by: request.caller.person.id, claim: try request.idempotencyClaim)
        return try .json(200, AssemblyBody(try await detail(assembly, of: community)))
    }
}

/// An extension as it is sent.
private struct ExtensionBody: Decodable {
    let closesAt: Timestamp
    let papersUntil: Timestamp?
    let reason: String

    static let schema = Schema.object([
        .required("closesAt", .time, "Later than before, within the rules' number and length"),
        .optional("papersUntil", .time, "Where it is not given, as long after `closesAt` as before"),
        .required("reason", .string(maxLength: Proposal.titleLimit), "What the owners are told; names nobody"),
    ])
}

/// An order or judgment as it is sent.
private struct OrderBody: Decodable {
    let item: ItemID?
    let by: ResolutionSetAside.Authority
    let document: Digest256
    let on: Day

    var order: Aftermath.SetAside { Aftermath.SetAside(item: item, by: by, document: document, on: on) }

    static let schema = Schema.object([
        .optional("item", .code, "The whole assembly where it is not given"),
        .required("by", .word(ResolutionSetAside.Authority.allCases.map(\.rawValue))),
        .required("document", .digest, "SHA-256 of the order or judgment"),
        .required("on", .day, "The day of it"),
    ])
}
