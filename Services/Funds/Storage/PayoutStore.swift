import EventLog
import Model
import Postgres

/// Mandates to spend, and the payouts under them; rows are only ever added.
struct PayoutStore: Sendable {
    /// Keeps a passed mandate; one that is known already stays as it is.
    func insert(
        _ spend: Mandate.Spend, of assembly: AssemblyID, item: ItemID, passedAt: Timestamp, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO spend_mandate (community, assembly, item, cap, buildings, campaign, passed_at)
            VALUES (
                \(write.community), \(assembly), \(item), \(spend.cap), \(spend.scope.buildings), \(spend.campaign),
                \(passedAt))
            ON CONFLICT ON CONSTRAINT spend_mandate_pkey DO NOTHING
            """)
    }

    /// All mandates in the order of their passing, each with what was paid out under it.
    func mandates(in write: borrowing Write) async throws -> [SpendMandate] {
        let rows = try await write.query(
            """
            SELECT mandate.assembly, mandate.item, mandate.cap, mandate.buildings, mandate.campaign,
                ARRAY(
                    SELECT campaign.campaign
                    FROM campaign
                    WHERE campaign.community = \(write.community) AND campaign.assembly = mandate.assembly
                ),
                EXISTS (
                    SELECT
                    FROM awaited_opening AS awaited
                    WHERE awaited.community = \(write.community) AND awaited.assembly = mandate.assembly
                ),
                coalesce(sum(payout.amount), 0)::bigint,
                EXISTS (
                    SELECT
                    FROM set_aside
                    WHERE set_aside.community = \(write.community) AND set_aside.assembly = mandate.assembly
                        AND (set_aside.item IS NULL OR set_aside.item = mandate.item)
                )
            FROM spend_mandate AS mandate LEFT JOIN payout USING (community, assembly, item)
            WHERE community = \(write.community)
            GROUP BY mandate.assembly, mandate.item, mandate.cap, mandate.buildings, mandate.campaign, mandate.passed_at
            ORDER BY mandate.passed_at, mandate.assembly, mandate.item
            """,
            as: (AssemblyID, ItemID, Money, [BuildingCode]?, CampaignID?, [CampaignID], Bool, Money, Bool).self)
        return rows.map { assembly, item, cap, buildings, campaign, opened, opensLater, used, isSetAside in
            SpendMandate(
                assembly: assembly, item: item,
                spend: Mandate.Spend(cap: cap, scope: Mandate.Scope(buildings: buildings), campaign: campaign),
                opened: opened, opensLater: opensLater, used: used, isSetAside: isSetAside)
        }
    }

    /// What a reference names, with the mandate and the day.
    func payout(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> MadePayout? {
        let rows = try await write.query(
            """
            SELECT reference, works_order, payee, amount, assembly, item, paid_on FROM payout
            WHERE community = \(write.community) AND campaign = \(campaign)
                AND lower(reference COLLATE "C") = lower(\(reference) COLLATE "C")
            """, as: (PaymentReference, OrderID, PartyName, Money, AssemblyID, ItemID, Day).self)
        return rows.first.map { recorded, order, payee, amount, assembly, item, paidOn in
            MadePayout(
                payout: Payout(
                    campaign: campaign, reference: recorded, order: order, payee: payee, amount: amount),
                assembly: assembly, item: item, paidOn: paidOn)
        }
    }

    func paid(for order: OrderID, in write: borrowing Write) async throws -> Money {
        let sums = try await write.query(
            """
            SELECT coalesce(sum(amount), 0)::bigint FROM payout
            WHERE community = \(write.community) AND works_order = \(order)
            """, as: Money.self)
        return sums.first ?? .zero
    }

    func insert(
        _ made: MadePayout, on request: PayoutRequest, approvedBy person: Person, in write: borrowing Write
    ) async throws {
        let payout = made.payout
        try await write.execute(
            """
            INSERT INTO payout (
                community, campaign, reference, works_order, payee, amount, assembly, item, paid_on, recorded_at,
                request, approved_by, approver)
            VALUES (
                \(write.community), \(payout.campaign), \(payout.reference), \(payout.order), \(payout.payee),
                \(payout.amount), \(made.assembly), \(made.item), \(made.paidOn), \(write.now),
                \(request.number), \(person.subject), \(person.id))
            """)
    }
}
