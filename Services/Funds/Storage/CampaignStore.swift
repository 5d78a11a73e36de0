import EventLog
import Model
import Postgres

/// Campaigns, with what each building and unit owes and has paid.
struct CampaignStore: Sendable {
    /// - Throws: `FundsRefusal.campaignUnknown`
    func require(_ campaign: CampaignID, in write: borrowing Write) async throws {
        let found = try await write.query(
            "SELECT 1 FROM campaign WHERE community = \(write.community) AND campaign = \(campaign)", as: Int32.self)
        if found.isEmpty { throw FundsRefusal.campaignUnknown(campaign) }
    }

    /// Whether the unit owes something to the campaign, or has owed it.
    func assesses(_ unit: UnitCode, for campaign: CampaignID, in write: borrowing Write) async throws -> Bool {
        let found = try await write.query(
            """
            SELECT 1 FROM assessment
            WHERE community = \(write.community) AND campaign = \(campaign) AND unit = \(unit)
            """, as: Int32.self)
        return !found.isEmpty
    }

    /// What came beyond what is due: it is owed back, and not the campaign's to spend.
    func overpaid(_ campaign: CampaignID, in write: borrowing Write) async throws -> Money {
        try await write.query(
            """
            SELECT coalesce(sum(received - counted), 0)::bigint
            FROM campaign_building WHERE community = \(write.community) AND campaign = \(campaign)
            """,
            as: Money.self)[0]
    }

    func campaign(_ campaign: CampaignID, in write: borrowing Write) async throws -> Campaign? {
        try Self.campaigns(await write.query(Self.select(campaigns: [campaign], of: write.community))).first?.campaign
    }

    /// The buildings that pay to the campaign.
    func buildings(of campaign: CampaignID, in write: borrowing Write) async throws -> Set<BuildingCode> {
        Set(
            try await write.query(
                """
                SELECT building FROM campaign_building
                WHERE community = \(write.community) AND campaign = \(campaign)
                """, as: BuildingCode.self))
    }

    /// The buildings that have reached their threshold.
    func funded(_ campaign: CampaignID, in write: borrowing Write) async throws -> Set<BuildingCode> {
        Set(
            try await write.query(
                """
                SELECT building FROM campaign_building
                WHERE community = \(write.community) AND campaign = \(campaign) AND funded_on IS NOT NULL
                """, as: BuildingCode.self))
    }

    func insert(_ opening: CampaignOpening, in write: borrowing Write) async throws {
        let community = write.community
        let (campaign, mandate) = (opening.campaign, opening.campaign.mandate)
        let (units, buildings) = (opening.units, opening.buildings)
        try await write.pipeline([
            """
            INSERT INTO campaign (
                community, campaign, assembly, item, title, rate, buildings, threshold, basis, work, work_class,
                due, households, roll_hash, opened_on)
            VALUES (
                \(community), \(campaign.id), \(campaign.assembly), \(campaign.item), \(campaign.title),
                \(mandate.rate), \(mandate.scope.buildings), \(mandate.threshold), \(mandate.basis),
                \(mandate.releases.work), \(mandate.releases.workClass), \(opening.due), \(units.count),
                (SELECT roll_hash FROM community WHERE community = \(community)), \(opening.openedOn))
            """,
            """
            INSERT INTO campaign_building (
                community, campaign, building, units, due, received, counted, paid_units, funded_on)
            SELECT \(community), \(campaign.id), building, units, due, 0, 0, paid_units, funded_on
            FROM unnest(
                \(buildings.map(\.building)), \(buildings.map(\.units)), \(buildings.map(\.due)),
                \(buildings.map(\.progress.paidUnits)), \(buildings.map(\.fundedOn)))
                AS assessed (building, units, due, paid_units, funded_on)
            """,
            """
            INSERT INTO assessment (community, campaign, unit, due, received)
            SELECT \(community), \(campaign.id), unit, due, 0
            FROM unnest(\(units.map(\.unit)), \(units.map(\.due))) AS assessed (unit, due)
            """,
        ])
    }

    /// The statements after which a desk's campaign, buildings and units are as the desk has them.
    func updates(_ desk: PaymentDesk, of community: CommunityID) -> [SQL] {
        let (units, buildings) = (desk.units.values.sorted { $0.unit < $1.unit }, Array(desk.buildings.values))
        return [
            """
            UPDATE campaign SET receipts = \(desk.lastNumber)
            WHERE community = \(community) AND campaign = \(desk.campaign.id)
            """,
            """
            UPDATE campaign_building AS stored
            SET received = now.received, counted = now.counted, paid_units = now.paid_units, funded_on = now.funded_on
            FROM unnest(
                \(buildings.map(\.building)), \(buildings.map(\.progress.received)),
                \(buildings.map(\.progress.counted)), \(buildings.map(\.progress.paidUnits)),
                \(buildings.map(\.fundedOn))) AS now (building, received, counted, paid_units, funded_on)
            WHERE stored.community = \(community) AND stored.campaign = \(desk.campaign.id)
                AND stored.building = now.building AND stored.received <> now.received
            """,
            """
            UPDATE assessment AS stored SET received = now.received
            FROM unnest(\(units.map(\.unit)), \(units.map(\.received))) AS now (unit, received)
            WHERE stored.community = \(community) AND stored.campaign = \(desk.campaign.id)
                AND stored.unit = now.unit AND stored.received <> now.received
            """,
        ]
    }
}

// MARK: - Statements that are sent together with others

extension CampaignStore {
    static func select(campaigns: [CampaignID], of community: CommunityID) -> SQL {
        """
        SELECT campaign, assembly, item, title, rate, buildings, threshold, basis, work, work_class, receipts
        FROM campaign WHERE community = \(community) AND campaign = ANY(\(campaigns))
        """
    }

    static func campaigns(_ result: PostgresResult) throws -> [(campaign: Campaign, receipts: Int64)] {
        try result.map { row in
            let mandate = Mandate.Collect(
                rate: try row.decode("rate"), scope: Mandate.Scope(buildings: try row.decode("buildings")),
                threshold: try row.decode("threshold"), basis: try row.decode("basis"),
                releases: Mandate.Works(work: try row.decode("work"), workClass: try row.decode("work_class")))
            let campaign = Campaign(
                id: try row.decode("campaign"), assembly: try row.decode("assembly"), item: try row.decode("item"),
                title: try row.decode("title"), mandate: mandate)
            return (campaign, try row.decode("receipts"))
        }
    }

    /// One row: since when the decision that opened the campaign is set aside; null where it stands.
    static func select(setAside campaign: CampaignID, of community: CommunityID) -> SQL {
        """
        SELECT min(set_aside_on)
        FROM campaign JOIN set_aside USING (community, assembly)
        WHERE community = \(community) AND campaign = \(campaign)
            AND (set_aside.item IS NULL OR set_aside.item = campaign.item)
        """
    }

    static func select(buildingsOf campaigns: [CampaignID], of community: CommunityID) -> SQL {
        """
        SELECT campaign, building, units, due, received, counted, paid_units, funded_on
        FROM campaign_building WHERE community = \(community) AND campaign = ANY(\(campaigns))
        """
    }

    static func buildings(_ result: PostgresResult) throws -> [CampaignID: [BuildingAccount]] {
        let rows = try result.decode(
            (CampaignID, BuildingCode, Int64, Money, Money, Money, Int64, Day?).self)
        return Dictionary(grouping: rows, by: \.0).mapValues { rows in
            rows.map { _, building, units, due, received, counted, paidUnits, fundedOn in
                BuildingAccount(
                    building: building, units: units, due: due,
                    progress: BuildingProgress(received: received, counted: counted, paidUnits: paidUnits),
                    fundedOn: fundedOn)
            }
        }
    }

    /// The accounts of the units that pairs of campaign and unit name.
    static func select(unitsOf payments: [Payment], of community: CommunityID) -> SQL {
        """
        SELECT campaign, unit, due, received FROM assessment
        WHERE community = \(community) AND (campaign, unit) IN (
            SELECT campaign, unit
            FROM unnest(\(payments.map(\.campaign)), \(payments.map(\.unit))) AS named (campaign, unit))
        """
    }

    static func units(_ result: PostgresResult) throws -> [CampaignID: [UnitAccount]] {
        let rows = try result.decode((CampaignID, UnitCode, Money, Money).self)
        return Dictionary(grouping: rows, by: \.0).mapValues { rows in
            rows.map { UnitAccount(unit: $0.1, due: $0.2, received: $0.3) }
        }
    }
}
