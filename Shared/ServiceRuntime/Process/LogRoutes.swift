import EventLog
import HTTPTypes
import Model

/// The event log over HTTP: the recovery calls of the other services, and what operators look at and mend.
struct LogRoutes: Sendable {
    static let replayPath = "/internal/replay"
    static let confirmPath = "/internal/confirm"

    let log: EventLogService

    var routes: [Route] {
        [
            Route(
                .post, Self.replayPath, roles: .peers,
                request: .object([.required("shard", .shard), .required("from", .integer(minimum: 1))]),
                summary: "Sends the events of a shard again from a position on", replay),
            Route(
                .post, Self.confirmPath, roles: .peers,
                request: .object([
                    .required("consumer", .service),
                    .required("positions", .map(.integer(minimum: 0)), "By the number of the shard"),
                    .optional("chains", .map(.string(maxLength: 64)), "After the events at these positions"),
                ]),
                answer: .map(.integer(minimum: 0)),
                summary: "Notes how far another service has applied this one's events, and says how far they were sent",
                confirm),
            Route(
                .get, "/v1/events/positions", roles: [.auditor, .operator], answer: .any,
                summary: "What this log has recorded, sent, and applied of others, by shard; and what has stopped or "
                    + "stands in the way in the process that answers"
            ) { _ in try .json(try await log.positions()) },
            Route(
                .get, "/v1/events", roles: [.auditor, .operator],
                query: [
                    .value("shard", "The shard whose events are wanted", .shard),
                    .value("community", "Only this community's, instead of a whole shard's"),
                    .value("from", "The first position; without it, the last `limit` events", .integer(minimum: 1)),
                    .limit,
                ],
                answer: LoggedEvents.schema,
                summary: "What this log has recorded, in the order of one shard; auditors name a community of theirs",
                events),
            Route(
                .get, "/v1/events/parked", roles: [.auditor, .operator], query: [.cursor, .limit],
                answer: .array(.parkedEvent),
                summary: "Events that could not be applied, and the later ones of their subjects, to auditors of "
                    + "their communities alone; the cursor is the place of the last one seen, such as registry/11/42"
            ) { request in
                let last = try request.query("cursor", as: ParkedPlace.self)
                let limit = try request.query("limit", in: 1...500, default: 500)
                let caller = request.caller
                return try .json(
                    try await log.parking.list(
                        after: last, limit: Int64(limit),
                        of: caller.isOperator ? nil : caller.communities(as: .auditor)))
            },
            Route(
                .post, "/v1/events/parked/retry", roles: [.operator],
                request: .object([
                    .required("source", .service), .required("community", .string()), .required("subject", .string()),
                ]),
                answer: .object([.required("applied", .integer(minimum: 0))]),
                summary: "Applies the parked events of a subject in their order", retry),
            Route(
                .post, "/v1/events/parked/discard", roles: [.operator],
                request: .object([
                    .required("source", .service), .required("shard", .shard),
                    .required("position", .integer(minimum: 1)), .required("reason", .string(maxLength: 500)),
                ]),
                summary: "Gives a parked event up, for a reason that stays on record", discard),
        ]
    }

    struct Replay: Codable {
        let shard: Int32
        let from: Int64
    }

    struct Confirmation: Codable {
        let consumer: ServiceName
        let positions: [String: Int64]
        let chains: [String: Digest256]?

        init(consumer: ServiceName, _ applied: [Shard: AppliedEvent]) {
            self.consumer = consumer
            let named = Dictionary(uniqueKeysWithValues: applied.map { ($0.key.description, $0.value) })
            positions = named.mapValues(\.position)
            chains = named.compactMapValues { $0.chain.flatMap { Digest256(bytes: $0) } }
        }
    }

    private struct Retry: Decodable {
        let source: ServiceName
        let community: CommunityID
        let subject: String
    }

    private struct Discard: Decodable {
        let source: ServiceName
        let shard: Int32
        let position: Int64
        let reason: String
    }

    @Sendable private func events(_ request: APIRequest) async throws -> APIReply {
        let community = try request.query("community", as: CommunityID.self)
        let wanted: Shard
        switch (community, try request.queryText("shard")) {
        case (let community?, nil):
            guard request.caller.isOperator || request.caller.has(.auditor, in: community) else {
                throw Problem.roleRequired
            }
            wanted = Shard(of: community)
        case (nil, _?):
            wanted = try request.shard
            // It has the events of other communities too: who owns what there, and who sits in which body.
            guard request.caller.isOperator else { throw Problem.roleRequired }
        default:
            throw Problem.invalid(
                "shard", Phrase(zh: "分片与小区应给出其一", en: "give either a shard or a community"))
        }
        let from = try request.queryText("from").map { text in
            guard let position = Int64(text), position > 0 else {
                throw Problem.invalid("from", Phrase(zh: "应为正整数", en: "must be a positive integer"))
            }
            return position
        }
        let limit = try request.query("limit", in: 1...500, default: 100)
        return LoggedEvents.reply(
            wanted, try await log.recorded(in: wanted, of: community, from: from, limit: Int64(limit)))
    }

    @Sendable private func replay(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Replay.self)
        guard body.from > 0 else { throw Problem.invalid("from", Phrase(zh: "应为正数", en: "must be positive")) }
        try await log.replay(try shard(body.shard, field: "shard"), from: body.from)
        return .noContent
    }

    @Sendable private func confirm(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Confirmation.self)
        var applied: [Shard: AppliedEvent] = [:]
        for (number, position) in body.positions {
            let shard = try shard(Int32(number) ?? -1, field: "positions")
            guard number == shard.description, position >= 0 else {
                throw Problem.invalid(
                    "positions.\(number)", Phrase(zh: "应为分片编号和非负整数", en: "must be a shard's number with a position"))
            }
            applied[shard] = AppliedEvent(position: position, chain: body.chains?[number]?.bytes)
        }
        let sent = try await log.confirm(body.consumer, applied)
        return try .json(Dictionary(uniqueKeysWithValues: sent.map { ($0.key.description, $0.value) }))
    }

    @Sendable private func retry(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Retry.self)
        let count: Int
        do {
            count = try await log.parking.retry(
                body.source, body.community, body.subject, by: request.caller.person.id)
        } catch {
            let problem = Problem(describing: error)
            guard problem.status == 500 else { throw problem }
            throw Problem(
                409, "still-not-applicable", Phrase(zh: "仍然无法处理", en: "It still cannot be applied"),
                detail: Phrase("\(error)"))
        }
        return try .json(["applied": count])
    }

    @Sendable private func discard(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Discard.self)
        guard body.reason.contains(where: { !$0.isWhitespace }), body.reason.count <= 500 else {
            throw Problem.invalid(
                "reason", Phrase(zh: "请写明原因，不超过 500 字", en: "give a reason of at most 500 characters"))
        }
        let isDone = try await log.parking.discard(
            body.source, try shard(body.shard, field: "shard"), body.position, reason: body.reason,
            by: request.caller.person.id)
        guard isDone else { throw Problem.notFound }
        return .noContent
    }

    private func shard(_ number: Int32, field: String) throws -> Shard {
        guard let shard = Shard(number) else {
            throw Problem.invalid(
                field, Phrase(zh: "应为 0 到 \(Shard.count - 1)", en: "must be from 0 to \(Shard.count - 1)"))
        }
        return shard
    }
}

extension APIRequest {
    /// The shard that the query names.
    ///
    /// - Throws: `Problem` 400 where it names none.
    var shard: Shard {
        get throws {
            let number = try query("shard", in: 0...Int(Shard.count - 1), default: -1)
            guard let shard = Shard(Int32(number)) else {
                throw Problem.invalid("shard", Phrase(zh: "应给出分片", en: "must be given"))
            }
            return shard
        }
    }
}

extension Schema {
    static let service = Schema.word(ServiceName.allCases.map(\.rawValue))
    static let shard = Schema.integer(minimum: 0, maximum: Int64(Shard.count - 1))

    /// `ParkedEvent` as JSON.
    fileprivate static let parkedEvent = Schema.object([
        .required("source", .service, "Who published it"), .required("shard", .shard),
        .required("position", .integer(minimum: 1)), .required("community", .string()),
        .required("subject", .string()), .required("type", .string()),
        .required("reason", .string(), "Why it could not be applied"), .required("parkedAt", .time),
    ])
}
