import EventLog
import Model
import Postgres

/// Advances and the lifts they are tied to; rows are only ever added.
struct AdvanceStore: Sendable {
    /// What a reference names, whatever the case of its letters; of two that only once could be told apart the one that is
    /// written like it.
    func advance(_ reference: AdvanceID, in write: borrowing Write) async throws -> Advance? {
        let heads = try await write.query(
            """
            SELECT advance, campaign, lender, amount, agreed_on, (
                SELECT reversed_on
                FROM advance_reversal AS reversal
                WHERE reversal.community = advance.community AND reversal.advance = advance.advance
            )
            FROM advance
            WHERE community = \(write.community) AND lower(advance COLLATE "C") = lower(\(reference) COLLATE "C")
            ORDER BY advance = \(reference) DESC, recorded_at
            LIMIT 1
            """, as: (AdvanceID, CampaignID, AdvanceMade.Lender, Money, Day, Day?).self)
        guard let (id, campaign, lender, amount, agreedOn, reversedOn) = heads.first else { return nil }
        let lifts = try await write.query(
            "SELECT lift, amount FROM advanced_lift WHERE community = \(write.community) AND advance = \(id)",
            as: (LiftCode, Money).self)
        return Advance(
            id: id, campaign: campaign, lender: lender, amount: amount, agreedOn: agreedOn,
            lifts: lifts.map { AdvancedLift(lift: $0.0, amount: $0.1) }.sorted { $0.lift < $1.lift },
            reversedOn: reversedOn)
    }

    /// The same of one campaign.
    ///
    /// - Throws: `FundsRefusal.advanceUnknown`
    func advance(
        _ reference: AdvanceID, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> Advance {
        guard let advance = try await advance(reference, in: write), advance.campaign == campaign else {
            throw FundsRefusal.advanceUnknown(reference)
        }
        return advance
    }

    func insert(_ advance: Advance, in write: borrowing Write) async throws {
        try await write.pipeline([
            """
            INSERT INTO advance (community, advance, campaign, lender, amount, agreed_on, recorded_at)
            VALUES (
                \(write.community), \(advance.id), \(advance.campaign), \(advance.lender), \(advance.amount),
                \(advance.agreedOn), \(write.now))
            """,
            """
            INSERT INTO advanced_lift (community, advance, lift, amount)
            SELECT \(write.community), \(advance.id), lift, amount
            FROM unnest(\(advance.lifts.map(\.lift)), \(advance.lifts.map(\.amount))) AS part (lift, amount)
            """,
        ])
    }

    /// The sum of a campaign's advances that are tied to a lift and hold.
    func advanced(for lift: LiftCode, by campaign: CampaignID, in write: borrowing Write) async throws -> Money {
        let sums = try await write.query(
            """
            SELECT coalesce(sum(part.amount), 0)::bigint
            FROM advance JOIN advanced_lift AS part USING (community, advance)
            WHERE community = \(write.community) AND campaign = \(campaign) AND lift = \(lift)
                AND NOT EXISTS (
                    SELECT
                    FROM advance_reversal AS reversal
                    WHERE reversal.community = part.community AND reversal.advance = part.advance
                )
            """, as: Money.self)
        return sums.first ?? .zero
    }
}
