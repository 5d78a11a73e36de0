import DequeModule
import Model
import Synchronization

/// What this process has just committed and the relay has not taken yet, by shard: so that in the ordinary course nothing
/// is read back from the database that was written a moment ago.
///
/// It is a short cut and no more (docs/decisions/0021). What does not fit, what another process committed and what is sent
/// again is read from the outbox.
final class RelayTail: Sendable {
    /// Rows of successive positions.
    private struct Run {
        var rows: Deque<OutboxRow> = []
        var bytes = 0

        /// Without a copy: the tail is full while the broker is away.
        mutating func append(_ more: [OutboxRow], rowLimit: Int, byteLimit: Int) {
            for row in more {
                rows.append(row)
                bytes += row.size
            }
            while rows.count > rowLimit || bytes > byteLimit { dropFirst() }
        }

        mutating func take(after position: Int64, limit: Int) -> [OutboxRow] {
            while let first = rows.first, first.position <= position { dropFirst() }
            guard rows.first?.position == position + 1 else { return [] }
            var taken: [OutboxRow] = []
            while taken.count < limit, let row = rows.first {
                taken.append(row)
                dropFirst()
            }
            return taken
        }

        private mutating func dropFirst() {
            if let row = rows.popFirst() { bytes -= row.size }
        }
    }

    private let rowLimit: Int
    private let byteLimit: Int
    private let runs = Mutex<[Shard: Run]>([:])

    /// The limits are of each shard.
    init(rows: Int = 1_024, bytes: Int = 1 << 20) {
        rowLimit = rows
        byteLimit = bytes
    }

    /// Adds what a commit has stored; the oldest make room.
    func append(_ rows: [OutboxRow], to shard: Shard) {
        guard let first = rows.first else { return }
        runs.withLock { runs in
            // Between this commit and the last one of this process another one may have committed.
            if let last = runs[shard]?.rows.last, last.position + 1 != first.position { runs[shard] = nil }
            runs[shard, default: Run()].append(rows, rowLimit: rowLimit, byteLimit: byteLimit)
        }
    }

    /// Forgets everything: the database that is there now may be an older copy, which does not hold it.
    func clear() { runs.withLock { $0 = [:] } }

    /// Takes what follows a position, at most `limit` rows; nothing where that is not at hand.
    func take(of shard: Shard, after position: Int64, limit: Int) -> [OutboxRow] {
        runs.withLock { $0[shard]?.take(after: position, limit: limit) ?? [] }
    }
}
