import Synchronization

/// How many transactions the writers of all shards have committed, by which a database that does nothing for anybody is
/// told from one that only does not do one thing.
final class CommitCount: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }

    func countOne() { number.wrappingAdd(1, ordering: .relaxed) }
}
