import Postgres
import Testing

@testable import Funds

/// Rows that somebody has changed by hand, and what is found of it.
struct PlantedFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The check that is there for it.
    let code: String
    /// Where that one finds it.
    let place: String
    /// The other checks that find something.
    let others: [String]
    let statements: [SQL]

    init(
        _ name: String, _ code: String, at place: String, alsoFoundBy others: [String] = [], _ statements: [SQL]
    ) {
        testDescription = name
        self.code = code
        self.place = place
        self.others = others
        self.statements = statements
    }

    static let all = ledger + books + campaigns + payments + spending + told
}
