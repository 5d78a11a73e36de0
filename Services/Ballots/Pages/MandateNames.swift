import Model

/// What people call the things that mandates name by their codes.
struct MandateNames: Sendable {
    /// The titles of the decisions to collect, which their campaigns have too.
    var campaigns: [CampaignID: String] = [:]
    var communities: [CommunityID: String] = [:]

    /// The code where no name is known here yet.
    func community(_ code: CommunityID) -> String { communities[code] ?? code.description }
}
