import Model

/// What a voter keeps: the name of the vote and the moment that the database took it.
///
/// It does not say how was voted.
struct Receipt: Codable, Sendable, Equatable {
    let receipt: ReceiptID
    let acceptedAt: Timestamp
    /// The receipt of the choice that this one changed; nil for a first vote.
    var replaces: ReceiptID?
}
