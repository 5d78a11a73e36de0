import Model

/// One account of a community's books, where debits are positive and credits negative.
struct Account: Sendable, Hashable {
    /// `<kind>:<what>`, unique within the community.
    let code: String
    let kind: Kind
    /// Accounts of a building's units and lifts can be summed for a public page that names no unit.
    let building: BuildingCode?

    enum Kind: String, Sendable, Codable, CaseIterable {
        /// What the campaign's own bank account holds (asset).
        case bank
        /// What a unit still owes; negative where it paid too much (asset).
        case receivable
        /// What was assessed (income).
        case assessments
        /// What the community owes a lender (liability, R-F-31).
        case advances
        /// Works that a lender paid for and that are not yet accepted (asset).
        case advancedWorks = "advanced-works"
        /// Works accepted or paid (expense).
        case works
    }

    init(code: String, kind: Kind, building: BuildingCode?) {
        self.code = code
        self.kind = kind
        self.building = building
    }

    private init(_ kind: Kind, _ what: String, building: BuildingCode? = nil) {
        self.init(code: "\(kind.rawValue):\(what)", kind: kind, building: building)
    }

    static func bank(_ campaign: CampaignID) -> Account { Account(.bank, campaign.description) }

    static func receivable(_ unit: UnitCode) -> Account {
        Account(.receivable, unit.description, building: unit.building)
    }

    static func assessments(_ campaign: CampaignID, _ building: BuildingCode) -> Account {
        Account(.assessments, "\(campaign):\(building)", building: building)
    }

    static func advances(_ advance: AdvanceID) -> Account { Account(.advances, advance.description) }

    static func advancedWorks(_ lift: LiftCode) -> Account {
        Account(.advancedWorks, lift.description, building: lift.building)
    }

    static func works(_ lift: LiftCode) -> Account { Account(.works, lift.description, building: lift.building) }
}
