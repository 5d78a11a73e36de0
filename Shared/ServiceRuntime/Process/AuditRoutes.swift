import EventLog
import HTTPTypes
import Model
import Postgres

/// What is stored, read once more: for auditors and operators, who have it done by `tongti audit`.
struct AuditRoutes: Sendable {
    private let checks: [AuditCheck]
    private let log: LogAudit
    private let pool: PostgresPool

    init(_ checks: [AuditCheck], identity: LogIdentity, pool: PostgresPool) {
        self.checks = EventLog.audits + checks
        log = LogAudit(identity: identity, pool: pool)
        self.pool = pool
    }

    var routes: [Route] {
        let list = checks.map { Named(check: $0.code, claim: $0.claim, scope: $0.scope) }
        let looks = [
            Route(
                .get, "/v1/audit/checks", roles: [.auditor, .street, .operator], answer: Named.schema,
                summary: "What this service can check of its rows: of a community's, or of all that it has"
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
        return looks + checks.map(route)
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
        let scope: AuditCheck.Scope

        static let schema = Schema.array(
            .object([
                .required("check", .string()), .required("claim", .string(), "What holds where nothing is found"),
                .required("scope", .word(["community", "service"])),
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
