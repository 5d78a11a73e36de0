import HTTPTypes
import Model
import ServiceRuntime

/// Campaigns as everybody may see them, and the statement of one unit for those it concerns.
struct CampaignRoutes: Sendable {
    let campaigns: CampaignList
    let progress: CampaignProgress
    let statement: UnitStatement

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/campaigns", roles: .anyone, answer: FundsSchemas.campaigns,
                summary: "The campaigns of a community with their totals", list),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}", roles: .anyone,
                answer: FundsSchemas.campaign,
                summary: "A campaign: its terms, the vote behind it, and each building's progress", show),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}/units/{unit}",
                roles: [.owner, .collector, .committee], answer: FundsSchemas.statement,
                summary: "What a unit owes and has paid, for its owners, collectors and the committee", unit),
        ]
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(200, ["items": await campaigns(request.community)])
    }

    @Sendable private func show(_ request: APIRequest) async throws -> APIReply {
        let campaign = try request.path("campaign", as: CampaignID.self)
        guard let answer = try await progress(campaign, of: request.community) else {
            throw FundsRefusal.campaignUnknown(campaign)
        }
        return try .json(200, answer)
    }

    @Sendable private func unit(_ request: APIRequest) async throws -> APIReply {
        let (community, unit) = (try request.community, try request.path("unit", as: UnitCode.self))
        try await checkConcern(request.caller, unit, community)
        guard let answer = try await statement(unit, request.path("campaign"), of: community) else {
            throw Problem.notFound.with(
                detail: Phrase(zh: "没有这项筹集，或该房屋不在筹集范围内", en: "No such campaign, or the unit is not part of it"))
        }
        return try .json(200, answer)
    }

    /// Collectors and the committee see every unit, owners their own only.
    private func checkConcern(_ caller: Caller, _ unit: UnitCode, _ community: CommunityID) async throws {
        if caller.has(.collector, in: community) || caller.has(.committee, in: community) { return }
        guard try await statement.isOwned(unit, byOneOf: caller.person.owners, in: community) else {
            throw Problem(403, "not-your-unit", Phrase(zh: "您不是这套房的业主", en: "You do not own this unit"))
        }
    }
}
