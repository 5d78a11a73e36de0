/// How an owner answers an item.
enum Choice: String, Codable, Sendable, CaseIterable {
    case inFavour = "for"
    case against
    case abstain
}
