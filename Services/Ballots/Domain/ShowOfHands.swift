import Model

/// Hands that were counted at an event for one item.
struct ShowOfHands: Sendable, Equatable {
    let item: ItemID
    let hands: Returns.Hands
    /// SHA-256 of the photo.
    let evidence: Digest256
    /// Who watched, by an opaque id.
    let witness: MemberID
}
