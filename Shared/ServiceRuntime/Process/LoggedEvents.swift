import EventLog
import Model

/// Recorded events as `GET /v1/events` shows them: the envelope's fields, and the payload as it is stored.
enum LoggedEvents {
    static func reply(_ shard: Shard, _ page: RecordedEvents) -> APIReply {
        let answer = JSONTree.object([
            ("shard", .integer(Int64(shard.number))), ("events", .array(page.events.map(tree))),
            ("next", .integer(page.next)),
        ])
        return .json(200, bytes: answer.bytes)
    }

    private static func tree(_ event: EventEnvelope) -> JSONTree {
        let after = event.after.positions.sorted { $0.key < $1.key }
        var members: [(String, JSONTree)] = [
            ("source", .text(event.source.rawValue)), ("shard", .integer(Int64(event.shard.number))),
            ("position", .integer(event.position)), ("epoch", .integer(Int64(event.epoch))),
            ("id", .text(event.id.description)), ("type", .text(event.type)),
            ("community", .text(event.community.description)), ("subject", .text(event.subject)),
            ("time", .text(event.time.description)),
            ("after", .object(after.map { ($0.key.rawValue, .integer($0.value)) })),
        ]
        if let traceparent = event.traceparent { members.append(("traceparent", .text(traceparent))) }
        return .object(members + [("data", .written(event.payload))])
    }

    static let schema = Schema.object([
        .required("shard", .shard),
        .required(
            "events",
            .array(
                .object([
                    .required("source", .service), .required("shard", .shard),
                    .required("position", .integer(minimum: 1)), .required("epoch", .integer(minimum: 1)),
                    .required("id", .uuid), .required("type", .string()), .required("community", .string()),
                    .required("subject", .string()), .required("time", .time),
                    .required(
                        "after", .map(.integer(minimum: 1)), "What it had applied of others when it was recorded"),
                    .optional("traceparent", .string()), .required("data", .any, "The payload as it was published"),
                ]))),
        .required("next", .integer(minimum: 1), "Ask from here on for what comes after"),
    ])
}
