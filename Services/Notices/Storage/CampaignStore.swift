import EventLog
import Model
import Postgres

/// Campaigns, how far each building has come, payments by day, and advances.
struct CampaignStore: Sendable {
    /// `day` is the district's day; nil where a scenario has not begun.
    func open(_ event: CampaignOpened, at time: Timestamp, on day: Day?, in write: borrowing Write) async throws {
        let mandate = event.mandate
        try await write.pipeline([
            """
            INSERT INTO campaign (
                community, campaign, assembly, item, title, rate, threshold, basis, work, due, households, opened_at,
                opened_on
            )
            VALUES (
                \(write.community), \(event.campaign), \(event.assembly), \(event.item), \(event.title),
                \(mandate.rate), \(mandate.threshold), \(mandate.basis), \(mandate.releases.work), \(event.due),
                \(event.households), \(time), \(day)
            )
            """,
            """
            INSERT INTO campaign_building (community, campaign, building, units, due, paid_units)
            SELECT \(write.community), \(event.campaign), building, units, due, paid_units
            FROM unnest(
                \(event.buildings.map(\.building)), \(event.buildings.map(\.units)), \(event.buildings.map(\.due)),
                \(event.buildings.map { $0.paidUnits ?? 0 })
            ) AS assessed (building, units, due, paid_units)
            """,
            // Who owes nothing has paid from the day on which it opened.
            """
            INSERT INTO collection_day (community, campaign, building, day, received, payments, paid_units)
            SELECT \(write.community), \(event.campaign), building, \(event.openedOn), 0, 0, paid_units
            FROM unnest(
                \(event.buildings.map(\.building)), \(event.buildings.map { $0.paidUnits ?? 0 })
            ) AS assessed (building, paid_units)
            WHERE paid_units > 0 AND \(event.openedOn)::date IS NOT NULL
            """,
        ])
    }

    func add(_ collection: Collection, in write: borrowing Write) async throws {
        let days = Array(collection.days)
        let buildings = Array(collection.buildings)
        try await write.pipeline([
            """
            INSERT INTO collection_day (community, campaign, building, day, received, payments, paid_units)
            SELECT \(write.community), campaign, building, day, received, payments, paid_units
            FROM unnest(
                \(days.map(\.key.campaign)), \(days.map(\.key.building)), \(days.map(\.key.day)),
                \(days.map(\.value.received)), \(days.map(\.value.payments)), \(days.map(\.value.paidUnits))
            ) AS more (campaign, building, day, received, payments, paid_units)
            ON CONFLICT ON CONSTRAINT collection_day_pkey DO UPDATE
            SET received = collection_day.received + excluded.received,
                payments = collection_day.payments + excluded.payments,
                paid_units = collection_day.paid_units + excluded.paid_units
            """,
            """
            UPDATE campaign_building AS building
            SET received = now.received, counted = now.counted, paid_units = now.paid_units
            FROM unnest(
                \(buildings.map(\.key.campaign)), \(buildings.map(\.key.building)), \(buildings.map(\.value.received)),
                \(buildings.map(\.value.counted)), \(buildings.map(\.value.paidUnits))
            ) AS now (campaign, building, received, counted, paid_units)
            WHERE building.community = \(write.community) AND building.campaign = now.campaign
                AND building.building = now.building
            """,
        ])
    }

    func fund(_ event: BuildingFunded, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE campaign_building
            SET funded_on = \(event.fundedOn)
            WHERE community = \(write.community) AND campaign = \(event.campaign) AND building = \(event.building)
            """)
    }

    func advance(_ event: AdvanceMade, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO advance (community, campaign, advance, lender, amount, agreed_on, lifts)
            VALUES (
                \(write.community), \(event.campaign), \(event.advance), \(event.lender), \(event.amount),
                \(event.agreedOn), \(event.lifts.map(\.lift))
            )
            """)
    }

    /// Nothing is owed by it any more; the record keeps the notices of it.
    func takeBack(_ event: AdvanceReversed, in write: borrowing Write) async throws {
        try await write.execute(
            """
            DELETE FROM advance
            WHERE community = \(write.community) AND campaign = \(event.campaign) AND advance = \(event.advance)
            """)
    }

    /// - Returns: to whom it went; nil where the advance is not known here.
    func repay(_ event: AdvanceRepaid, in write: borrowing Write) async throws -> AdvanceMade.Lender? {
        try await write.query(
            """
            UPDATE advance SET repaid = amount - \(event.owed), repaid_on = \(event.repaidOn)
            WHERE community = \(write.community) AND campaign = \(event.campaign) AND advance = \(event.advance)
            RETURNING lender
            """, as: AdvanceMade.Lender.self
        ).first
    }
}
