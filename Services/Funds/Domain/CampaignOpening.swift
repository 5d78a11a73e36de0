import Model

/// A campaign as it opens: every unit of the mandate's scope assessed, half-up to the fen (docs/rules.md).
struct CampaignOpening: Sendable, Equatable {
    let campaign: Campaign
    /// The day of the fact by which it opens, not of the moment in which that is heard.
    let openedOn: Day
    /// In the order of their codes.
    let units: [UnitAccount]
    let buildings: [BuildingAccount]
    let due: Money
    /// One transaction per building.
    let postings: [Posting]

    /// Assesses a campaign on the whole roll of the community.
    ///
    /// - Throws: `FundsRefusal` where nobody is in scope or the amounts leave the range of money.
    init(_ campaign: Campaign, roll: [RollUnit], parkingCounts: Bool, openedOn: Day) throws(FundsRefusal) {
        self.campaign = campaign
        self.openedOn = openedOn
        let mandate = campaign.mandate
        let owing = roll.filter { $0.owes(mandate.scope, parkingCounts: parkingCounts) }.sorted { $0.unit < $1.unit }
        guard !owing.isEmpty else { throw .emptyScope(campaign.id) }
        var accounts: [UnitAccount] = []
        accounts.reserveCapacity(owing.count)
        var buildings: [BuildingAccount] = []
        var postings: [Posting] = []
        do {
            for unit in owing {
                accounts.append(UnitAccount(unit: unit.unit, due: try mandate.rate.share(of: unit.area)))
            }
            for (building, units) in Self.byBuilding(accounts) {
                buildings.append(try Self.account(building, units, mandate, openedOn))
                postings.append(try .assessment(campaign.id, building, units))
            }
            due = try Money.sum(buildings.lazy.map(\.due))
        } catch {
            throw .tooLarge(field: "rate")
        }
        self.units = accounts
        self.buildings = buildings
        self.postings = postings
    }

    /// What is published: the campaign first, then the buildings that a threshold of nothing funds at once.
    var opened: CampaignOpened {
        CampaignOpened(
            campaign: campaign.id, assembly: campaign.assembly, item: campaign.item, title: campaign.title,
            mandate: campaign.mandate, due: due, households: Int64(units.count),
            buildings: buildings.map { account in
                let paid = account.progress.paidUnits
                return AssessedBuilding(
                    building: account.building, units: account.units, due: account.due,
                    paidUnits: paid > 0 ? paid : nil)
            },
            openedOn: openedOn)
    }

    var funded: [BuildingFunded] { buildings.compactMap { $0.funded(in: campaign.id) } }

    private static func byBuilding(_ accounts: [UnitAccount]) -> [(BuildingCode, [UnitAccount])] {
        Dictionary(grouping: accounts, by: \.unit.building).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func account(
        _ building: BuildingCode, _ units: [UnitAccount], _ mandate: Mandate.Collect, _ day: Day
    ) throws(ArithmeticOverflow) -> BuildingAccount {
        // A unit that owes nothing, because its share rounds to nothing, has paid all it owes.
        let paid = units.count { $0.isPaid }
        var account = BuildingAccount(
            building: building, units: Int64(units.count), due: try Money.sum(units.lazy.map(\.due)),
            progress: BuildingProgress(received: .zero, counted: .zero, paidUnits: Int64(paid)))
        _ = account.fund(under: mandate, on: day)
        return account
    }
}
