import EventLog
import Model
import Postgres

/// Reads a community's board, in a transaction that sees one moment.
struct CommunityBoardQuery: Sendable {
    /// How many assemblies and campaigns a page goes back at least.
    private static let limit = 10

    /// - Returns: nil where there is no such community.
    func callAsFunction(
        _ community: CommunityID, in transaction: borrowing Transaction
    ) async throws -> CommunityBoard? {
        let results = try await transaction.pipeline([
            """
            SELECT name, fund_status, day, units, area, heads
            FROM community
            WHERE community = \(community)
            """,
            "SELECT building, count(*) FROM unit WHERE community = \(community) GROUP BY building",
            Self.lifts(of: community),
            Self.assemblies(of: community),
            Self.campaigns(of: community),
            """
            SELECT campaign, building, units, due, received, counted, paid_units, funded_on
            FROM campaign_building
            WHERE community = \(community)
            """,
            """
            SELECT campaign, building, day, received
            FROM collection_day
            WHERE community = \(community)
            """,
            """
            SELECT campaign, lender, amount, agreed_on, lifts, repaid, repaid_on
            FROM advance
            WHERE community = \(community)
            ORDER BY agreed_on, advance
            """,
            Self.neighbours(of: community),
        ])
        return try Self.board(community, results)
    }

    /// The area that it is part of, if any, and its own parts.
    private static func neighbours(of community: CommunityID) -> SQL {
        """
        SELECT true, own.merged_into, coalesce(area.name, own.merged_into), own.merged_on
        FROM community AS own
        LEFT JOIN community AS area ON area.community = own.merged_into
        WHERE own.community = \(community) AND own.merged_into IS NOT NULL
        UNION ALL
        (
            SELECT false, community, name, merged_on
            FROM community
            WHERE merged_into = \(community)
            ORDER BY merged_on, community
        )
        """
    }

    /// Each lift with the works that keep it out of use, else with those that are to come, else with its newest.
    ///
    /// What has passed its inspection hides nothing that has not. So its works are done when all its orders have
    /// returned it. It is back since the last day on which works on it ended, which may be older ones.
    private static func lifts(of community: CommunityID) -> SQL {
        """
        SELECT
            lift.lift, lift.rescue_code, lift.next_inspection_on, lift.maintainer, works.work, works.released_on,
            works.started_on, works.inspected_on, works.inspection,
            CASE WHEN works.returned_on IS NOT NULL THEN (
                SELECT max(ended.returned_on)
                FROM lift_work AS ended
                WHERE ended.community = lift.community AND ended.lift = lift.lift
            ) END,
            unbuilt.lift IS NULL
        FROM lift
        LEFT JOIN LATERAL (
            SELECT work, released_on, started_on, inspected_on, inspection, returned_on
            FROM lift_work
            WHERE lift_work.community = lift.community AND lift_work.lift = lift.lift
                AND (kept_in = lift_work.community OR returned_on IS NULL)
            ORDER BY
                (started_on IS NOT NULL AND returned_on IS NULL) DESC, (returned_on IS NULL) DESC,
                (returned_on IS NULL AND inspection IS NOT DISTINCT FROM 'passed'), planned_at DESC, work_order DESC
            LIMIT 1
        ) AS works ON true
        LEFT JOIN LATERAL (
            SELECT unbuilt_lift.lift
            FROM unbuilt_lift
            WHERE unbuilt_lift.community = lift.community AND unbuilt_lift.lift = lift.lift
            -- Asked for each lift alone; else they might be worked out of the whole district.
            LIMIT 1
        ) AS unbuilt ON true
        WHERE lift.community = \(community)
        """
    }

    /// The newest campaigns, and the newest of each building however many there are since.
    private static func campaigns(of community: CommunityID) -> SQL {
        """
        SELECT campaign, title, rate, threshold, basis, work, due, households,
            EXISTS (
                SELECT
                FROM assembly_item AS decision
                WHERE decision.community = campaign.community AND decision.assembly = campaign.assembly
                    AND decision.item = campaign.item AND decision.set_aside_on IS NOT NULL
            )
        FROM campaign
        WHERE community = \(community) AND campaign IN (
            (
                SELECT campaign
                FROM campaign
                WHERE community = \(community)
                ORDER BY opened_at DESC, campaign DESC
                LIMIT \(limit)
            )
            UNION ALL
            (
                SELECT DISTINCT ON (building) campaign
                FROM campaign_building
                JOIN campaign USING (community, campaign)
                WHERE community = \(community)
                ORDER BY building, opened_at DESC, campaign DESC
            )
        )
        ORDER BY opened_at DESC, campaign DESC
        """
    }

    /// The newest assemblies, and those that are open however many there are since.
    private static func assemblies(of community: CommunityID) -> SQL {
        """
        SELECT
            assembly.assembly, assembly.title, closes_at, state, electorate_area, electorate_heads,
            item, assembly_item.title,
            CASE WHEN NOT is_petition OR outcome IS NOT NULL THEN voted_area END, voted_heads, outcome,
            favour_area, favour_heads, against_area, against_heads, abstained_area, abstained_heads,
            seats, candidates, elected, alternates, set_aside_by, set_aside_on, upheld_category, upheld_on,
            upheld_objections
        FROM (
            SELECT
                community, assembly, title, closes_at, state, electorate_area, electorate_heads, convened_at,
                upheld_objections
            FROM assembly
            WHERE community = \(community) AND (
                state = 'open' OR assembly IN (
                    SELECT assembly
                    FROM assembly
                    WHERE community = \(community)
                    ORDER BY convened_at DESC, assembly DESC
                    LIMIT \(limit)
                )
            )
        ) AS assembly
        JOIN assembly_item USING (community, assembly)
        ORDER BY convened_at DESC, assembly.assembly DESC, position
        """
    }

    private static func board(_ community: CommunityID, _ results: [PostgresResult]) throws -> CommunityBoard? {
        let facts = try results[0].decode(
            (String, CommunityRegistered.FundStatus, Day?, Int64, Area, Int64).self)
        guard let (name, fundStatus, day, units, area, heads) = facts.first else { return nil }
        let lifts = Dictionary(grouping: try decodeLifts(results[2]), by: \.lift.building)
        let unitCounts = Dictionary(uniqueKeysWithValues: try results[1].decode((BuildingCode, Int64).self))
        let campaigns = try decodeCampaigns(results[4], buildings: results[5], days: results[6])
        let collecting = campaigns.flatMap { $0.buildings.keys }
        let neighbours = try results[8].decode((Bool, CommunityID, String, Day).self).map {
            (isArea: $0.0, board: CommunityBoard.Neighbour(community: $0.1, name: $0.2, since: $0.3))
        }
        let codes = Set(unitCounts.keys).union(lifts.keys).union(collecting)
        return CommunityBoard(
            community: community, name: name, fundStatus: fundStatus, scenarioDay: day, units: units,
            electorate: Weight(area: area, heads: heads),
            buildings: codes.sorted().map { code in
                CommunityBoard.Building(
                    building: code, units: unitCounts[code] ?? 0,
                    lifts: (lifts[code] ?? []).sorted { $0.lift < $1.lift })
            },
            assemblies: try decodeAssemblies(results[3]), campaigns: campaigns,
            advances: try results[7].decode(
                (CampaignID, AdvanceMade.Lender, Money, Day, [LiftCode], Money, Day?).self
            ).map(CommunityBoard.Advance.init), area: neighbours.first { $0.isArea }?.board,
            parts: neighbours.filter { !$0.isArea }.map(\.board))
    }

    private static func decodeLifts(_ result: PostgresResult) throws -> [CommunityBoard.Lift] {
        try result.decode(
            (
                LiftCode, String, Day?, String?, WorkKind?, Day?, Day?, Day?, InspectionRecorded.Result?, Day?, Bool
            ).self
        ).map { lift, rescueCode, next, maintainer, work, released, started, inspected, inspection, returned, isBuilt in
            let steps = LiftStage.Steps(
                releasedOn: released, startedOn: started, inspectedOn: inspected, inspection: inspection,
                returnedOn: returned)
            return CommunityBoard.Lift(
                lift: lift, rescueCode: rescueCode, nextInspectionOn: next, maintainer: maintainer, work: work,
                stage: work == nil ? .noWorks : LiftStage(steps: steps), isBuilt: isBuilt)
        }
    }

    private static func decodeAssemblies(_ result: PostgresResult) throws -> [CommunityBoard.Assembly] {
        let rows = try result.decode(
            (
                AssemblyID, String, Timestamp, String, Area?, Int64?, ItemID, String, Area?, Int64, ItemResult.Outcome?,
                Area?, Int64?, Area?, Int64?, Area?, Int64?, Int64?, [CandidateCode]?, [CandidateCode]?,
                [CandidateCode]?, ResolutionSetAside.Authority?, Day?, ObjectionCategory?, Day?, Int64
            ).self)
        var assemblies: [CommunityBoard.Assembly] = []
        for row in rows {
            let electorate = weight(row.4, row.5)
            var result: ItemResult?
            if let electorate, let outcome = row.10, let favour = weight(row.11, row.12),
                let against = weight(row.13, row.14), let abstained = weight(row.15, row.16)
            {
                result = ItemResult(
                    electorate: electorate, inFavour: favour, against: against, abstained: abstained, outcome: outcome)
            }
            var item = CommunityBoard.Item(
                item: row.6, title: row.7, turnout: CommunityBoard.Participation(heads: row.9, area: row.8),
                result: result)
            if let seats = row.17, let candidates = row.18 {
                item.contest = CommunityBoard.Contest(
                    seats: seats, candidates: candidates, elected: row.19, alternates: row.20, outcome: row.10)
            }
            if let by = row.21, let day = row.22 { item.setAside = CommunityBoard.SetAside(by: by, on: day) }
            if let category = row.23, let day = row.24 {
                item.upheldObjection = CommunityBoard.UpheldObjection(category: category, on: day)
            }
            let earlier = assemblies.last.flatMap { $0.assembly == row.0 ? $0.items : nil }
            if earlier != nil { assemblies.removeLast() }
            assemblies.append(
                CommunityBoard.Assembly(
                    assembly: row.0, title: row.1, closesAt: row.2,
                    state: CommunityBoard.Assembly.State(rawValue: row.3) ?? .convened, electorate: electorate,
                    items: (earlier ?? []) + [item], upheldObjections: row.25))
        }
        return assemblies
    }

    private static func weight(_ area: Area?, _ heads: Int64?) -> Weight? {
        guard let area, let heads else { return nil }
        return Weight(area: area, heads: heads)
    }

    private static func decodeCampaigns(
        _ campaigns: PostgresResult, buildings: PostgresResult, days: PostgresResult
    ) throws -> [CommunityBoard.Campaign] {
        var collected: [CampaignID: [BuildingCode: CommunityBoard.Collected]] = [:]
        for (campaign, building, units, due, received, counted, paidUnits, fundedOn) in try buildings.decode(
            (CampaignID, BuildingCode, Int64, Money, Money, Money, Int64, Day?).self)
        {
            collected[campaign, default: [:]][building] = CommunityBoard.Collected(
                units: units, due: due, received: received, counted: counted, paidUnits: paidUnits, fundedOn: fundedOn)
        }
        var daily: [CampaignID: [BuildingCode: [Day: Money]]] = [:]
        for (campaign, building, day, received) in try days.decode((CampaignID, BuildingCode, Day, Money).self) {
            daily[campaign, default: [:]][building, default: [:]][day] = received
        }
        return try campaigns.decode(
            (CampaignID, String, UnitPrice, Ratio, Mandate.ThresholdBasis, WorkKind, Money, Int64, Bool).self
        ).map { campaign, title, rate, threshold, basis, work, due, households, isSetAside in
            CommunityBoard.Campaign(
                campaign: campaign, title: title, rate: rate, threshold: threshold, basis: basis, work: work, due: due,
                households: households, buildings: collected[campaign] ?? [:], days: daily[campaign] ?? [:],
                isSetAside: isSetAside)
        }
    }
}
