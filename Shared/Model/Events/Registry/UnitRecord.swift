/// One unit of the roll as ballots and funds need it: places, area, and opaque ids for people.
package struct UnitRecord: Codable, Sendable, Equatable {
    package let unit: UnitCode
    /// The floor's label, e.g. `15`, `B1`.
    package let floor: String
    package let area: Area
    /// Where the area comes from (R-C-01); nil where nobody has said.
    package let areaSource: AreaSource?
    package let use: Use
    package let ownerKind: OwnerKind
    package let owners: [OwnerID]
    /// The one who votes for the unit, chosen by co-owners (R-C-07).
    package let voter: OwnerID

    package enum Use: String, Codable, Sendable, CaseIterable { case dwelling, shop, parking, storage, other }
    package enum OwnerKind: String, Codable, Sendable, CaseIterable { case person, company, developer }

    /// In the order of their rank: the register, else a survey, else the contract of sale.
    package enum AreaSource: String, Codable, Sendable, CaseIterable { case register, survey, contract }

    package init(
        unit: UnitCode, floor: String, area: Area, areaSource: AreaSource? = nil, use: Use, ownerKind: OwnerKind,
        owners: [OwnerID], voter: OwnerID
    ) {
        self.unit = unit
        self.floor = floor
        self.area = area
        self.areaSource = areaSource
        self.use = use
        self.ownerKind = ownerKind
        self.owners = owners
        self.voter = voter
    }

    package var head: HeadID { HeadID(owners: owners) }

    /// Whether the unit counts towards area and heads (R-C-09).
    package func counts(parkingCounts: Bool) -> Bool { use != .parking || parkingCounts }
}
