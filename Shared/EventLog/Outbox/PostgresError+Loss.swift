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
}
