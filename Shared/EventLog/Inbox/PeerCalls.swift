package import Model

/// The two calls that services make to each other, both for recovery only; how is the runtime's affair.
package struct PeerCalls: Sendable {
    /// Asks a source to send a shard again from a position on.
    let requestReplay: @Sendable (_ source: ServiceName, _ shard: Shard, _ from: Int64) async throws -> Void
    /// Tells a source how far this service has applied its events, and is told how far the source has sent them.
    let confirm: @Sendable (_ source: ServiceName, _ applied: [Shard: AppliedEvent]) async throws -> [Shard: Int64]

    package init(
        requestReplay: @escaping @Sendable (ServiceName, Shard, Int64) async throws -> Void,
        confirm: @escaping @Sendable (ServiceName, [Shard: AppliedEvent]) async throws -> [Shard: Int64]
    ) {
        self.requestReplay = requestReplay
        self.confirm = confirm
    }
}
