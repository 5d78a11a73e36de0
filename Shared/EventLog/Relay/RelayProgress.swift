import Model

/// Tells the shards of which nothing is acknowledged for long, though there is something to send: librdkafka tries some
/// errors again for ever and says nothing.
struct RelayProgress: Sendable {
    static let patience = Duration.seconds(30)

    private var standstills: [Shard: (position: Int64, since: ContinuousClock.Instant)] = [:]

    mutating func stalled(
        at positions: [Shard: Int64], of heads: [Shard: Int64], _ now: ContinuousClock.Instant
    ) -> [Shard] {
        heads.compactMap { shard, head in
            let position = positions[shard] ?? 0
            guard position < head else {
                standstills[shard] = nil
                return nil
            }
            guard let standstill = standstills[shard], standstill.position == position else {
                standstills[shard] = (position, now)
                return nil
            }
            return now - standstill.since >= Self.patience ? shard : nil
        }
    }
}
