/// PostgreSQL's five-character error codes (manual, appendix A): those that somebody here acts on.
package struct SQLState: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(stringLiteral: StaticString) {
        self.rawValue = stringLiteral.description
    }

    package var description: String { rawValue }

    package static let featureNotSupported: SQLState = "0A000"
    package static let invalidTextRepresentation: SQLState = "22P02"
    package static let uniqueViolation: SQLState = "23505"
    package static let readOnlyTransaction: SQLState = "25006"
    package static let inFailedTransaction: SQLState = "25P02"
    package static let invalidPassword: SQLState = "28P01"
    package static let invalidCatalogName: SQLState = "3D000"
    package static let serializationFailure: SQLState = "40001"
    package static let deadlockDetected: SQLState = "40P01"
    package static let syntaxError: SQLState = "42601"
    package static let undefinedTable: SQLState = "42P01"
    package static let lockNotAvailable: SQLState = "55P03"
    package static let queryCanceled: SQLState = "57014"
    package static let adminShutdown: SQLState = "57P01"

    /// The same statement may well succeed later: class 53 (no resources), 57P (server stops or starts), 08 (connection),
    /// rolled back for another transaction's sake, or a time limit reached.
    var isTransient: Bool {
        if rawValue.hasPrefix("53") || rawValue.hasPrefix("57P") || rawValue.hasPrefix("08") {
            return true
        }
        return [.serializationFailure, .deadlockDetected, .lockNotAvailable, .queryCanceled].contains(self)
    }
}
