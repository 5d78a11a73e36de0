import Model

/// A payout that somebody has asked for.
struct PayoutRequest: Sendable, Equatable {
    /// Its row.
    let number: Int64
    let payout: Payout
    /// The subject of the token under which it came.
    let enteredBy: String
    /// The account behind it.
    let person: String

    /// Whether it was this person who asked, under whichever subject.
    func isBy(_ other: Person) -> Bool { person == other.id || other.isCalled(enteredBy) }
}
