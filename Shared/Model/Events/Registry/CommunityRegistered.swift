/// A management area exists; sent again when a fact about it changes.
package struct CommunityRegistered: DistrictEvent {
    package static let type = EventType(.registry, "CommunityRegistered")
    package var subject: String { "community" }

    /// The compound's public name, not a person's.
    package let name: String
    /// Whose rule pack applies, e.g. `national`, `beijing`.
    package let jurisdiction: String
    /// Whether a public maintenance fund was ever paid in (S1-01).
    package let fundStatus: FundStatus
    /// Whether parking spaces count towards area and heads (R-C-09).
    package let parkingCounts: Bool

    package enum FundStatus: String, Codable, Sendable { case none, insufficient, sufficient }

    package init(name: String, jurisdiction: String, fundStatus: FundStatus, parkingCounts: Bool) {
        self.name = name
        self.jurisdiction = jurisdiction
        self.fundStatus = fundStatus
        self.parkingCounts = parkingCounts
    }
}
