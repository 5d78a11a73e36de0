import Logging
import Model
import Postgres
import Synchronization

/// What becomes of an event whose handler runs out of time (docs/decisions/0018).
extension ShardInbox {
    /// Parks an event whose handler always runs out of time.
    ///
    /// - Throws: `end`, where it is to be tried again; what parking throws.
    func judge(_ arrived: InboxBuffer.Arrived, of source: ServiceName, after end: InboxRun.OutOfTime) async throws {
        let position = arrived.event.position
        let isPrompt = await storesAtOnce(source)
        let verdict = state.withLock { state in
            state.overtimes[source, default: Overtime()]
                .judge(position, commits: writer.commits.value, isPrompt: isPrompt, at: .now)
        }
        switch verdict {
        case .again: throw end
        case .park:
            try await applyWarily([arrived], of: source, .parked(because: "\(end), each time it was tried"))
            // A breaker that is full has stopped the source instead.
            guard state.withLock({ $0.stopped[source] == nil }) else { return }
            state.withLock { $0.overtimes[source]?.noteParking(at: .now) }
            logger.error(
                "the handler of an event always runs out of time; the event is parked",
                metadata: ["source": "\(source.rawValue)", "shard": "\(shard)", "position": "\(position)"])
        case .stop: stop(source, because: "\(end), as others did before it", at: position)
        }
    }

    /// Whether the database stores something small at once, which one that is slow for everybody does not.
    ///
    /// It is no commit of the writers, so that it makes nobody believe that other work was done.
    private func storesAtOnce(_ source: ServiceName) async -> Bool {
        let start = ContinuousClock.now
        do {
            try await pool.withConnection { try await InboxStore.touch(source, self.shard, on: $0) }
        } catch {
            logger.debug("the database stores nothing at once", error: error, metadata: ["shard": "\(shard)"])
            return false
        }
        return ContinuousClock.now - start < Overtime.promptness
    }
}
