import Model

/// A rule pack that a community has adopted.
struct AdoptedRules: Codable, Sendable, Equatable {
    /// The community's running number of adoptions.
    let adoption: Int32
    let hash: Digest256
    let pack: RulePack
    let adoptedAt: Timestamp
}
