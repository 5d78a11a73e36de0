/// The last event of a shard that a consumer has applied, as it tells the source: how far, and by which history.
package struct AppliedEvent: Sendable, Equatable {
    package let position: Int64
    /// The chain after the event; nil from a process that does not say.
    package let chain: [UInt8]?

    package init(position: Int64, chain: [UInt8]? = nil) {
        self.position = position
        self.chain = chain
    }
}
