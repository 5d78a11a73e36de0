import Model
import Synchronization

/// Which shards this process sends at present, whether it may, and what is in the way.
final class RelayLead: Sendable {
    private struct State {
        var shards: Set<Shard> = []
        /// Until the broker was looked at, and while its topic is not the district's, nothing is sent.
        var clear: Set<Shard> = []
        /// Others know another history of them, or more of it: they are sent no more, whoever leads.
        var lost: Set<Shard> = []
        /// What the broker's examination found.
        var obstacle: String?
        /// Why single shards get no further.
        var failures: [Shard: Failure] = [:]
        /// Why their last deliveries failed, where the next may succeed.
        var mishaps: [Shard: Failure] = [:]
    }

    private struct Failure {
        let reason: String
        /// Acknowledged so far.
        let position: Int64
    }

    private let state = Mutex(State())

    var shards: Set<Shard> { state.withLock(\.shards) }
    func isClear(_ shard: Shard) -> Bool { state.withLock { $0.clear.contains(shard) } }

    /// Why events are not sent, or not acknowledged, though there are some.
    var obstacle: String? {
        state.withLock { state in
            state.obstacle
                ?? state.lost.min().map { "shard \($0): \(EventLogError.historyLost)" }
                ?? state.failures.min { $0.key < $1.key }.map { "shard \($0.key): \($0.value.reason)" }
        }
    }

    func begin(_ shards: Set<Shard>) { state.withLock { $0 = State(shards: shards, lost: $0.lost) } }

    func end() { state.withLock { $0 = State(lost: $0.lost) } }

    /// Allows the sending of the shards, and takes back no earlier leave.
    ///
    /// - Returns: those that were not to be sent before.
    func clear(_ shards: Set<Shard>) -> Set<Shard> {
        state.withLock { state in
            let shards = shards.subtracting(state.lost)
            defer {
                state.clear.formUnion(shards)
                state.obstacle = nil
            }
            return shards.subtracting(state.clear)
        }
    }

    /// Those of the shards that wait for leave to be sent.
    func waiting(of shards: Set<Shard>) -> Set<Shard> {
        state.withLock { shards.subtracting($0.clear).subtracting($0.lost) }
    }

    /// Others know another history of the shard, or more of it.
    ///
    /// - Returns: whether this is news.
    func lose(_ shard: Shard) -> Bool {
        state.withLock { state in
            state.clear.remove(shard)
            return state.lost.insert(shard).inserted
        }
    }

    /// Takes back the leave to send.
    ///
    /// - Returns: whether this is news.
    func stop(because obstacle: PartitionCountChanged) -> Bool {
        state.withLock { $0.clear = [] }
        return report(obstacle.description)
    }

    /// Somebody has to do something about the broker.
    ///
    /// - Returns: whether this is news.
    func report(_ obstacle: String) -> Bool {
        state.withLock { state in
            defer { state.obstacle = obstacle }
            return state.obstacle != obstacle
        }
    }

    // MARK: - Single shards

    /// What was sent after the position is not acknowledged, for this reason.
    ///
    /// - Returns: whether this is news.
    func fail(_ shard: Shard, after position: Int64, because reason: String) -> Bool {
        state.withLock { state in
            defer { state.failures[shard] = Failure(reason: reason, position: position) }
            return state.failures[shard]?.reason != reason
        }
    }

    /// What was sent after the position is not acknowledged, for a reason that may pass.
    func stumble(_ shard: Shard, after position: Int64, because reason: String) {
        state.withLock { $0.mishaps[shard] = Failure(reason: reason, position: position) }
    }

    /// Nothing that was sent after the position is acknowledged for long.
    func stall(_ shard: Shard, after position: Int64) {
        let mishap = state.withLock { $0.mishaps[shard] }.flatMap { $0.position == position ? $0.reason : nil }
        let standstill = "nothing was acknowledged for \(RelayProgress.patience)"
        _ = fail(shard, after: position, because: mishap.map { "\(standstill), at last: \($0)" } ?? standstill)
    }

    func hasFailed(_ shard: Shard) -> Bool { state.withLock { $0.failures[shard] != nil || $0.lost.contains(shard) } }

    /// Forgets the failure of a shard that has got further, or has nothing more to send.
    func note(_ shard: Shard, at position: Int64, of head: Int64) {
        state.withLock { state in
            guard let failure = state.failures[shard], position > failure.position || position >= head else { return }
            state.failures[shard] = nil
        }
    }
}
