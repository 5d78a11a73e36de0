import Model

/// What people call the things that a mandate names by their codes.
struct MandateNames: Sendable {
    /// The title of the campaign whose money may be spent; nil where none is named or known here.
    var campaign: String?
    var communities: [CommunityID: String] = [:]

    /// The code where no name is known here yet.
    func community(_ code: CommunityID) -> String { communities[code] ?? code.description }
}
