package import Model
import Postgres

/// What the tests of a service need to drive its log without a broker: its commands, and the facts of others.
extension EventLog {
    /// Carries out commands until the task is cancelled; facts are recorded and go nowhere.
    package func runWithoutBroker() async {
        await withTaskCancellationHandler {
            await withTaskGroup { group in
                for writer in writers.values { group.addTask { await writer.run() } }
            }
        } onCancel: {
            for writer in writers.values { writer.stop() }
        }
    }

    /// Applies a fact as the inbox would, by the handler that the service registered.
    ///
    /// - Throws: what the handler throws; then nothing of it is stored.
    package func apply<Event: DistrictEvent>(
        _ event: Event, of community: CommunityID, at time: Timestamp, by router: EventRouter
    ) async throws {
        let envelope = try Self.envelope(of: event, of: community, at: time)
        _ = try await write(to: community) { write in
            try await router.apply([envelope], in: write)
            return true
        }
    }

    /// Parks a fact as the inbox does where its handler throws; `position` is none that another has.
    ///
    /// - Throws: `PostgresError`
    package func park<Event: DistrictEvent>(
        _ event: Event, of community: CommunityID, at time: Timestamp, position: Int64
    ) async throws {
        let envelope = try Self.envelope(of: event, of: community, at: time, position: position)
        try await pool.withConnection { try await InboxStore.park(envelope, because: "a test", on: $0) }
    }

    /// Applies the parked facts of a subject, as an operator has them tried again.
    ///
    /// - Returns: how many were applied.
    /// - Throws: as `Parking.retry`.
    package func retry(
        _ source: ServiceName, _ subject: String, of community: CommunityID, by router: EventRouter
    ) async throws -> Int {
        let parking = Parking(pool: pool, writers: writers, router: router, resume: { _, _ in })
        return try await parking.retry(source, community, subject, by: "test")
    }

    private static func envelope<Event: DistrictEvent>(
        of event: Event, of community: CommunityID, at time: Timestamp, position: Int64 = 1
    ) throws -> EventEnvelope {
        EventEnvelope(
            source: Event.type.source, shard: Shard(of: community), position: position, epoch: 1,
            id: EventID(.version7(at: time)), type: Event.type.description, community: community,
            subject: event.subject, time: time, after: Causality([:]), traceparent: nil,
            payload: try CanonicalJSON.encode(event), previousChain: EventChain.start, chain: EventChain.start)
    }
}
