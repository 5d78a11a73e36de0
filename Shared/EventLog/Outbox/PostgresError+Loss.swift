package import Postgres

extension PostgresError {
    /// Whether the database could not be talked to, as opposed to having answered with a refusal.
    package var isConnectionLoss: Bool {
        switch kind {
        case .connectionFailed, .connectionLost, .outcomeUnknown, .closed, .poolExhausted: true
        case .server: sqlState?.rawValue.hasPrefix("57P") ?? false
        case .cancelled, .encoding, .decoding, .transactionAborted, .migration, .misuse: false
        }
    }

    /// Whether other sessions' doing stood in the way of one statement, while the transaction may go on without it.
    var isContention: Bool {
        guard kind == .server, isRetriable, let sqlState else { return false }
        return !["53", "57P", "08"].contains(where: sqlState.rawValue.hasPrefix)
    }

    /// Whether the statement ran longer than it may; waiting for a lock ends sooner, and is another session's doing.
    var isOutOfTime: Bool { kind == .server && sqlState == .queryCanceled }

    /// Whether the statement ran, or waited for a lock, longer than it may.
    var isTimeLimit: Bool { kind == .server && (sqlState == .queryCanceled || sqlState == .lockNotAvailable) }
}
