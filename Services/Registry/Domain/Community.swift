import Model

/// A management area and the facts that decide how its owners are counted.
struct Community: Sendable, Equatable {
    let code: CommunityID
    let name: String
    let jurisdiction: String
    let fundStatus: CommunityRegistered.FundStatus
    let parkingCounts: Bool

    var registered: CommunityRegistered {
        CommunityRegistered(
            name: name, jurisdiction: jurisdiction, fundStatus: fundStatus, parkingCounts: parkingCounts)
    }

    /// Whose rule packs the community may adopt: its own jurisdiction's, and the national ones as the fallback.
    func mayAdopt(_ pack: RulePack) -> Bool { pack.jurisdiction == jurisdiction || pack.jurisdiction == "national" }
}
