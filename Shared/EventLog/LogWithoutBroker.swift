package import Model

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
        let envelope = EventEnvelope(
            source: Event.type.source, shard: Shard(of: community), position: 1, epoch: 1,
            id: EventID(.version7(at: time)), type: Event.type.description, community: community,
            subject: event.subject, time: time, after: Causality([:]), traceparent: nil,
            payload: try CanonicalJSON.encode(event), previousChain: EventChain.start, chain: EventChain.start)
        _ = try await write(to: community) { write in
            try await router.apply([envelope], in: write)
            return true
        }
    }
}
