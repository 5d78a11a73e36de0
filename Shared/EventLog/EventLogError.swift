/// Why the log did not take a command.
///
/// The command itself was neither refused nor, unless said, carried out.
package enum EventLogError: Error, Equatable, CustomStringConvertible {
    /// The shard's queue is full; nothing was stored. Try again later (429).
    case overloaded
    /// The database is away; nothing was stored (503).
    case unavailable
    /// The database went away during the commit and has not said since whether it holds (503, same key again).
    case outcomeUnknown
    /// The `Idempotency-Key` was used before with another body (422).
    case keyReused
    /// The process is going down; nothing was stored (503).
    case stopping
    /// Others know facts of this log that it does not hold: its database is an old copy, and what it would write now,
    /// they would take for what they know already. Nothing was stored (503); a person must look.
    case historyLost

    package var description: String {
        switch self {
        case .overloaded: "too many commands are waiting"
        case .unavailable: "the database cannot be reached"
        case .outcomeUnknown: "the connection was lost during the commit; ask again with the same key"
        case .keyReused: "the idempotency key was used before for another request"
        case .stopping: "the service is stopping"
        case .historyLost: "the database is older than what others know of it"
        }
    }
}
