import EventLog
import HTTPTypes
import Model
import Postgres

/// What is stored, read once more: for auditors and operators, who have it done by `tongti audit`.
struct AuditRoutes: Sendable {
    private let checks: [AuditCheck]
    private let copies: [AuditCopy]
    private let sources: [AuditSource]
    private let log: LogAudit
    private let pool: PostgresPool

    init(
        _ checks: [AuditCheck], _ copies: [AuditCopy], _ sources: [AuditSource], identity: LogIdentity,
        pool: PostgresPool
    ) {
        self.checks = EventLog.audits + checks
        self.copies = copies
        self.sources = sources
        log = LogAudit(identity: identity, pool: pool)
        self.pool = pool
    }

    var routes: [Route] {
        let list =
            checks.map { Named(check: $0.code, claim: $0.claim, scope: $0.scope.rawValue, source: nil) }
            + copies.map { Named(check: $0.code, claim: $0.claim, scope: "copy", source: $0.source) }
        let looks = [
            Route(
                .get, "/v1/audit/checks", roles: [.auditor, .street, .operator], answer: Named.schema,
                summary: "What can be checked of its rows: a community's, all that it has, or copies of others' facts"
            ) { _ in try .json(list) },
            Route(
                .get, "/v1/audit/log", roles: [.auditor, .operator],
                query: [
                    .value("shard", "The shard whose events are read", .shard),
                    .value("from", "The first position; without it, the shard's first", .integer(minimum: 1)),
                    .value("limit", "At most so many positions", .integer(minimum: 1, maximum: LogAudit.pageLimit)),
                ],
                answer: .auditedPage,
                summary: "Reads recorded events once more: their positions, their hashes, and how they are chained",
                page),
            Route(
                .get, "/v1/audit/chain", roles: [.auditor, .operator],
                query: [
                    .value("shard", "The shard of the event", .shard),
                    .value("position", "Its position", .integer(minimum: 1)),
                ],
                answer: .object([.required("chain", .digest)]),
                summary: "The chain after an event, which stands for all events up to it", chain),
            Route(
                .get, "/v1/audit/applied", roles: [.auditor, .operator], answer: .array(.appliedMark),
                summary: "How far others' events were applied, with the chain after the last of them"
            ) { _ in try .json(try await AppliedMark.all(in: pool)) },
        ]
        return looks + checks.map(route) + copies.map(keeping) + sources.map(telling)
    }

    /// Each check has a route of its own, which says what it claims.
    private func route(of check: AuditCheck) -> Route {
        switch check.scope {
        case .service:
            Route(
                .get, "/v1/audit/checks/\(check.code)", roles: [.auditor, .operator], answer: .auditReport,
                summary: check.claim
            ) { _ in try .json(try await check.report(in: pool)) }
        case .community:
            Route(
                .get, "/v1/communities/{community}/audit/\(check.code)", roles: [.auditor, .street, .operator],
                answer: .auditReport, summary: check.claim
            ) { request in try .json(try await check.report(on: request.community, in: pool)) }
        }
    }

    private func keeping(_ copy: AuditCopy) -> Route {
        Route(
            .get, "/v1/communities/{community}/audit/kept/\(copy.code)", roles: [.auditor, .street, .operator],
            answer: .keptFacts, summary: copy.claim
        ) { request in try .json(try await copy.facts(of: request.community, in: pool)) }
    }

    private func telling(_ source: AuditSource) -> Route {
        Route(
            .get, "/v1/communities/{community}/audit/told/\(source.code)", roles: [.auditor, .street, .operator],
            query: [
                .value("through", "The position of the last event that counts", .integer(minimum: 0))
            ], answer: .toldFacts, summary: source.summary
        ) { request in
            let position = try request.query("through", in: 0...Int.max, default: -1)
            guard position >= 0 else {
                throw Problem.invalid("through", Phrase(zh: "应给出位置", en: "must be given"))
            }
            return try .json(try await source.facts(of: request.community, through: Int64(position), in: pool))
        }
    }

    @Sendable private func page(_ request: APIRequest) async throws -> APIReply {
        let from = try request.query("from", in: 1...Int.max, default: 1)
        let most = Int(LogAudit.pageLimit)
        let limit = try request.query("limit", in: 1...most, default: most)
        return try .json(try await log.page(of: request.shard, from: Int64(from), limit: Int64(limit)))
    }

    @Sendable private func chain(_ request: APIRequest) async throws -> APIReply {
        let position = try request.query("position", in: 1...Int.max, default: 0)
        guard position > 0 else {
            throw Problem.invalid("position", Phrase(zh: "应给出位置", en: "must be given"))
        }
        guard let chain = try await log.chain(of: request.shard, at: Int64(position)) else { throw Problem.notFound }
        return try .json(["chain": chain.description])
    }

    private struct Named: Encodable {
        let check: String
        let claim: String
        let scope: String
        let source: ServiceName?

        static let schema = Schema.array(
            .object([
                .required("check", .string()), .required("claim", .string(), "What holds where nothing is found"),
                .required("scope", .word(["community", "copy", "service"])),
                .optional("source", .service, "Of a copy: whose facts it is of"),
            ]))
    }
}

extension Schema {
    fileprivate static let faults = Schema.array(
        .object([
            .required("place", .string(), "Of which row"), .required("says", .string(), "What is wrong with it"),
        ]))

    fileprivate static let auditReport = Schema.object([
        .required("check", .string()),
        .required("examined", .integer(minimum: 0), "How many things were looked at"),
        .required("faults", faults),
        .required("more", .boolean, "Whether there may be faults besides these"),
    ])

    fileprivate static let keptFacts = Schema.object([
        .required("position", .integer(minimum: 0), "The source's last event in the shard that was applied"),
        .required("unapplied", .array(.integer(minimum: 1)), "Events up to there that are parked, or were given up"),
        .required("facts", .array(.object([.required("place", .string()), .required("says", .string())]))),
        .required("more", .boolean, "Whether there may be more than is told"),
    ])

    fileprivate static let toldFacts = Schema.object([
        .required(
            "facts",
            .array(
                .object([
                    .required("position", .integer(minimum: 1), "Of the event that told it"),
                    .required("place", .string()), .required("says", .string(), "Of a place the last word counts"),
                    .required("isOwed", .boolean, "Whether whoever keeps copies must have it"),
                ]))),
        .required("more", .boolean, "Whether there may be more than is told"),
    ])

    fileprivate static let auditedPage = Schema.object([
        .required("examined", .integer(minimum: 0), "How many events were read"),
        .required("faults", faults),
        .required("head", .integer(minimum: 0), "The position of the shard's last event"),
        .required("next", .integer(minimum: 1), "Go on from here; nothing is left where it is beyond the head"),
    ])

    fileprivate static let appliedMark = Schema.object([
        .required("source", .service), .required("shard", .shard), .required("position", .integer(minimum: 1)),
        .required("chain", .digest),
    ])
}
