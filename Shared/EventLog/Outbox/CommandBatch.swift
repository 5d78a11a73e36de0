package import Model
package import Postgres

/// A hot command whose many instances are carried out together by a few set-based statements (docs/event-log.md).
package protocol CommandBatch: Sendable {
    associatedtype Command: Sendable
    associatedtype Answer: Codable & Sendable

    /// A statement that `run` begins with anyway, which may travel with those that open the transaction and take the
    /// shard's lock, one round trip less. It is carried out after them.
    func opening(_ commands: [Command], of community: CommunityID) -> SQL?

    /// Carries out commands of one community, in their order, and answers each: same count, same order.
    ///
    /// A refusal is a `.failure` of its command and leaves no trace of it, no row and no appended fact; a thrown error is
    /// an accident after which the batch is run again in smaller parts.
    ///
    /// `opening` is that of the statement of that name, where it has travelled ahead.
    ///
    /// - Throws: an accident, such as the `PostgresError` of a statement; never a refusal.
    func run(
        _ commands: [Command], opening: PostgresResult?, in write: borrowing Write
    ) async throws -> [Result<Answer, any Error>]
}

extension CommandBatch {
    package func opening(_ commands: [Command], of community: CommunityID) -> SQL? { nil }
}

/// The way into the log for the commands of one `CommandBatch`; made once, where the service is composed.
package struct BatchLane<Batch: CommandBatch>: Sendable {
    let batch: Batch
    let id: LaneID

    package init(_ batch: Batch) {
        self.batch = batch
        id = LaneID()
    }
}

/// Tells lanes apart by identity.
final class LaneID: Sendable, Equatable {
    static func == (left: LaneID, right: LaneID) -> Bool { left === right }
}
