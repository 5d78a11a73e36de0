/// A management area exists; sent again when a fact about it changes.
package struct CommunityRegistered: DistrictEvent {
    package static let type = EventType(.registry, "CommunityRegistered")
    package var subject: String { "community" }

    /// The compound's public name, not a person's.
    package let name: String
    /// Whose rule pack applies, such as `national`, `beijing`.
    package let jurisdiction: String
    /// Whether a public maintenance fund was ever paid in (S1-01).
    package let fundStatus: FundStatus
    /// Whether parking spaces count towards area and heads (R-C-09).
    package let parkingCounts: Bool
    /// The street (街道) that supervises it.
    package let street: String?
    /// The enterprise or office that once built the compound for its people; nil where there was none.
    package let ownerUnit: OwnerUnit?

    package enum FundStatus: String, WrittenWord, Sendable { case none, insufficient, sufficient }

    package struct OwnerUnit: Codable, Sendable, Equatable {
        package let name: String
        /// Whether it has gone and nobody looks after the compound in its stead (S2-08).
        package let isDefunct: Bool
        package let defunctSince: Day?

        package init(name: String, isDefunct: Bool, defunctSince: Day? = nil) {
            self.name = name
            self.isDefunct = isDefunct
            self.defunctSince = defunctSince
        }
    }

    package init(
        name: String, jurisdiction: String, fundStatus: FundStatus, parkingCounts: Bool, street: String? = nil,
        ownerUnit: OwnerUnit? = nil
    ) {
        self.name = name
        self.jurisdiction = jurisdiction
        self.fundStatus = fundStatus
        self.parkingCounts = parkingCounts
        self.street = street
        self.ownerUnit = ownerUnit
    }
}
