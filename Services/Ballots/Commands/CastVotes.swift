import EventLog
import Model
import Postgres

/// One owner's electronic ballot on one item, cast for one of the head's units.
struct CastVote: Sendable {
    let assembly: AssemblyID
    let item: ItemID
    let unit: UnitCode
    let choice: Choice
    /// The owner who is signed in; must be the one who votes for the unit (R-C-07), or hold that one's proxy.
    var voter: OwnerID
    /// Other ids of the same owner: of two that one person had, a frozen roll may know the one that is no longer used.
    let otherIDs: [OwnerID]
    /// False for staff of the property company, who vote for nobody else (R-M-22).
    let mayHoldProxies: Bool
    /// The name of the vote when it is taken.
    let receipt: ReceiptID
}

/// Casts votes, all that wait in the shard's queue at once.
///
/// An owner's units vote together: the first valid ballot for any of them counts with the area of all (R-C-04, R-C-12,
/// R-M-27). Where the frozen rules let votes be changed, a later one by the same owner takes its place.
struct CastVotes: CommandBatch {
    let votes: VoteStore

    func opening(_ commands: [CastVote], of community: CommunityID) -> SQL? { votes.casting(commands, in: community) }

    func run(
        _ commands: [CastVote], opening: PostgresResult?, in write: borrowing Write
    ) async throws -> [Result<Receipt, any Error>] {
        let outcomes = try await votes.cast(commands, opening, in: write)
        var answers: [Result<Receipt, any Error>] = []
        answers.reserveCapacity(outcomes.count)
        for (command, outcome) in zip(commands, outcomes) {
            switch outcome {
            case .refused(let error):
                answers.append(.failure(error))
            case .accepted(let receipt, let area):
                try write.append(
                    VoteAccepted(
                        assembly: command.assembly, item: command.item, receipt: receipt.receipt, channel: .electronic,
                        area: area))
                answers.append(.success(receipt))
            case .changed(let receipt):
                // Nothing that others may know has become different: who took part, and with which weight, was said before.
                answers.append(.success(receipt))
            }
        }
        return answers
    }
}
