import Model

/// A management area and the facts that decide how its owners are counted.
struct Community: Sendable, Equatable {
    let code: CommunityID
    let name: String
    let jurisdiction: String
    let fundStatus: CommunityRegistered.FundStatus
    let parkingCounts: Bool
    /// The street (街道) that supervises it.
    var street: String?
    /// Who once built it for its people, and whether that is still there.
    var ownerUnit: CommunityRegistered.OwnerUnit?
    /// What it has become part of; nil where it stands for itself.
    var merger: Merged?

    struct Merged: Sendable, Equatable {
        let into: CommunityID
        let on: Day
    }

    var registered: CommunityRegistered {
        CommunityRegistered(
            name: name, jurisdiction: jurisdiction, fundStatus: fundStatus, parkingCounts: parkingCounts,
            street: street, ownerUnit: ownerUnit)
    }

    /// Whose rule packs the community may adopt: its own jurisdiction's, and the national ones as the fallback.
    func mayAdopt(_ pack: RulePack) -> Bool { pack.jurisdiction == jurisdiction || pack.jurisdiction == "national" }
}
