/// How much of other transactions' work a transaction sees (manual, 13.2).
package enum IsolationLevel: Sendable, Hashable {
    case readCommitted, repeatableRead, serializable
}

/// A statement that opens or closes a transaction or savepoint.
enum TransactionControl: Hashable {
    case begin(IsolationLevel, readOnly: Bool)
    case savepoint, release, rollBackToSavepoint
    case commit, rollBack

    /// All savepoints have one name: the latest of a name hides the others until it is released.
    var sql: SQL {
        switch self {
        case .begin(.readCommitted, readOnly: false): "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .begin(.readCommitted, readOnly: true): "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"
        case .begin(.repeatableRead, readOnly: false): "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .begin(.repeatableRead, readOnly: true): "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .begin(.serializable, readOnly: false): "BEGIN ISOLATION LEVEL SERIALIZABLE"
        case .begin(.serializable, readOnly: true): "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"
        case .savepoint: "SAVEPOINT nested"
        case .release: "RELEASE SAVEPOINT nested"
        case .rollBackToSavepoint: "ROLLBACK TO SAVEPOINT nested"
        case .commit: "COMMIT"
        case .rollBack: "ROLLBACK"
        }
    }
}
