/// What went wrong between this process and its database.
///
/// `description` may be logged and shown: it holds no SQL, no value and no text of the server. `debugDescription` holds
/// the server's message, which can quote values.
package struct PostgresError: Error, Sendable {
    package enum Kind: Sendable, Hashable {
        /// The server refused a statement; see ``PostgresError/sqlState``.
        case server
        /// No connection could be made.
        case connectionFailed
        /// The connection broke. What ran in an open transaction was rolled back.
        case connectionLost
        /// The connection broke after `COMMIT` was sent and before the answer: it may have committed or not.
        case outcomeUnknown
        /// No connection came free in time, or too many were waiting already.
        case poolExhausted
        /// The pool or the connection was closed.
        case closed
        /// The task was cancelled; a running statement was stopped on the server.
        case cancelled
        /// A value has no PostgreSQL form (NUL in text, 1 GB, two dimensions).
        case encoding
        /// A column cannot be read as the wanted type.
        case decoding
        /// A statement failed, the error was swallowed, and then the transaction was to be committed.
        case transactionAborted
        /// The migrations in the program and in the database do not fit.
        case migration
        /// The call does not fit the connection's state or the statement's kind.
        case misuse
    }

    package let kind: Kind
    package var sqlState: SQLState?
    package var constraint: String?
    package var table: String?
    package var column: String?

    /// Whether something that was sent may have been done although it failed here.
    ///
    /// Always true for ``Kind/outcomeUnknown``; also true when a statement outside a transaction was cut off. Repeat
    /// only what is idempotent, or look first.
    package var outcomeUnknown: Bool

    /// A passing trouble: the same may succeed later.
    ///
    /// A `COMMIT` of unknown outcome is not retriable.
    package var isRetriable: Bool {
        switch kind {
        case .connectionFailed: sqlState?.isTransient ?? true
        case .connectionLost, .poolExhausted: true
        case .server: planIsStale || (sqlState?.isTransient ?? false)
        case .outcomeUnknown, .closed, .cancelled, .encoding, .decoding, .transactionAborted, .migration, .misuse: false
        }
    }

    /// Ours, so safe to show.
    let explanation: String
    /// The server's or libpq's, which can quote values.
    var detail: String?
    /// A prepared statement whose result changed its shape, by a migration; it will be prepared afresh.
    var planIsStale: Bool

    init(
        _ kind: Kind, _ explanation: String = "", sqlState: SQLState? = nil, detail: String? = nil,
        outcomeUnknown: Bool = false
    ) {
        self.kind = kind
        self.explanation = explanation
        self.sqlState = sqlState
        self.detail = detail
        self.outcomeUnknown = outcomeUnknown || kind == .outcomeUnknown
        self.planIsStale = false
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        let places: [(String, String?)] = [
            ("SQLSTATE", sqlState?.rawValue), ("constraint", constraint), ("table", table), ("column", column),
        ]
        let named = places.compactMap { name, value in value.map { "\(name) \($0)" } }
        let head = explanation.isEmpty ? kind.title : "\(kind.title): \(explanation)"
        return named.isEmpty ? head : "\(head) (\(named.joined(separator: ", ")))"
    }

    package var debugDescription: String {
        guard let detail else { return description }
        return "\(description): \(detail)"
    }
}

extension PostgresError.Kind {
    fileprivate var title: String {
        switch self {
        case .server: "PostgreSQL refused a statement"
        case .connectionFailed: "no connection to PostgreSQL"
        case .connectionLost: "the connection to PostgreSQL broke"
        case .outcomeUnknown: "the connection to PostgreSQL broke during COMMIT, whose outcome is unknown"
        case .poolExhausted: "no PostgreSQL connection is free"
        case .closed: "the PostgreSQL connection is closed"
        case .cancelled: "the PostgreSQL statement was cancelled"
        case .encoding: "a value cannot be sent to PostgreSQL"
        case .decoding: "a column cannot be read"
        case .transactionAborted: "the transaction had failed before it was committed"
        case .migration: "the database's migrations do not fit"
        case .misuse: "the PostgreSQL connection was used wrongly"
        }
    }
}
