import FoundationEssentials
import Logging
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport

@testable import EventLog
@testable import Notices

/// The service's real inbox of one shard, fed with chained events as a broker would bring them, twice where told so.
struct TestInbox: Sendable {
    private let inbox: ShardInbox

    /// Runs `body` with an inbox of the sample community's shard.
    static func run(
        _ harness: NoticesHarness, _ body: @Sendable (TestInbox) async throws -> Void
    ) async throws {
        let shard = Shard(of: Samples.community)
        guard let writer = harness.log.writers[shard] else { return }
        var router = EventRouter()
        harness.service.register(on: &router)
        let inbox = ShardInbox(
            shard: shard, pool: harness.pool, writer: writer, router: router, metrics: harness.log.metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onRoom: {})
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await inbox.run() }
            defer { group.cancelAll() }
            try await body(TestInbox(inbox: inbox))
        }
    }

    func deliver(_ events: [EventEnvelope]) {
        for (source, part) in Dictionary(grouping: events, by: \.source) {
            _ = inbox.receive(part.map { InboxBuffer.Arrived(event: $0, offset: $0.position) }, of: source)
        }
    }

    /// Waits until everything that was delivered is applied or dropped.
    func untilApplied(_ events: [EventEnvelope]) async throws {
        let wanted = events.reduce(into: [ServiceName: Int64]()) { $0[$1.source] = $1.position }
        try await waitWhile {
            inbox.applied() != wanted || wanted.keys.contains(where: { inbox.waiting(of: $0) > 0 })
        }
    }

    /// Positions, chains and causality as the services would have recorded these events one after the other.
    static func envelopes(of events: [any DistrictEvent]) throws -> [EventEnvelope] {
        let shard = Shard(of: Samples.community)
        var positions: [ServiceName: Int64] = [:]
        var chains: [ServiceName: [UInt8]] = [:]
        return try events.map { event in
            let type = Swift.type(of: event).type
            let source = type.source
            let position = (positions[source] ?? 0) + 1
            let previous = chains[source] ?? EventChain.start
            let after = Causality(positions.filter { $0.key != source })
            let id = EventID(UUID())
            let time = WallClock.now()
            let payload = try CanonicalJSON.encode(event)
            let chain = EventChain.next(
                after: previous, source: source, epoch: 1, shard: shard, position: position, id: id,
                type: type.description, community: Samples.community, subject: event.subject, time: time,
                causality: after.text, payload: payload)
            positions[source] = position
            chains[source] = chain
            return EventEnvelope(
                source: source, shard: shard, position: position, epoch: 1, id: id, type: type.description,
                community: Samples.community, subject: event.subject, time: time, after: after, traceparent: nil,
                payload: payload, previousChain: previous, chain: chain)
        }
    }
}
