import FoundationEssentials
import Model

/// One row of the outbox, with its texts as the bytes that they are sent as.
struct OutboxRow: Sendable {
    let position: Int64
    let id: UUID
    let epoch: Int32
    let community: [UInt8]
    let subject: [UInt8]
    let type: [UInt8]
    let payload: [UInt8]
    let after: [UInt8]
    let traceparent: [UInt8]?
    let time: Timestamp
    let previousChain: [UInt8]
    let chain: [UInt8]

    /// About how much memory it takes, in bytes.
    var size: Int { payload.count + subject.count + after.count + 256 }
}
