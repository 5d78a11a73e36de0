package import EventLog
package import Model
package import Postgres
package import ServiceLifecycle
package import ServiceRuntime

/// The notices service: the public record of every community, its boards and digests, and the web site that shows them.
package struct NoticesService: DistrictService {
    package static let name = ServiceName.notices
    package static let migrations = NoticesMigrations.all
    package static let audits = NoticesAudit.checks
    package static let copies = NoticesAudit.copies
    private let communities = CommunityStore()
    private let assemblies = AssemblyStore()
    private let campaigns = CampaignStore()
    private let lifts = LiftStore()
    private let record: PublicRecord

    private let communityList: CommunityListQuery
    private let pages: PageQuery
    private let boards: BuildingBoards
    private let live: LiveBoards
    private let clock: DigestClock?

    package init(_ environment: ServiceEnvironment) throws {
        let configuration = try NoticesConfiguration(environment.config)
        let pool = environment.pool
        record = PublicRecord(
            communities: communities, notices: NoticeStore(), isScenarioDistrict: environment.isScenarioDistrict)
        communityList = CommunityListQuery(pool: pool)
        pages = PageQuery(pool: pool)
        boards = BuildingBoards(
            pages: try NoticesPages.load(tellsOfStory: environment.isScenarioDistrict),
            siteURL: configuration.siteURL)
        live = LiveBoards(
            pool: pool, boards: boards, interval: configuration.liveInterval,
            maximumFollowers: configuration.liveClients, logger: environment.logger)
        clock =
            environment.isScenarioDistrict
            ? nil : DigestClock(log: environment.log, record: record, logger: environment.logger)
    }

    package var routes: [Route] {
        RecordRoutes(record: RecordQuery(pool: pages.pool)).routes
            + SiteRoutes(communities: communityList, query: pages, buildings: boards, live: live).routes
    }

    package var background: [any Service] { [live] + (clock.map { [$0] } ?? []) }

    package func register(on router: inout EventRouter) {
        registerRegistry(on: &router)
        registerBallots(on: &router)
        registerFunds(on: &router)
        registerWorkOrders(on: &router)
    }

    private func registerRegistry(on router: inout EventRouter) {
        router.on(CommunityRegistered.self, OnCommunityRegistered(communities: communities).handle)
        router.onBatch(UnitsRecorded.self, OnUnitsRecorded(communities: communities).handle)
        router.onBatch(UnitsRemoved.self, OnUnitsRemoved(communities: communities).handle)
        router.on(RollRecorded.self, OnRollRecorded(communities: communities).handle)
        router.on(LiftRecorded.self, OnLiftRecorded(communities: communities, lifts: lifts).handle)
        router.on(CommunityMerged.self, OnCommunityMerged(communities: communities, record: record).handle)
        router.on(CommunitiesJoined.self, OnCommunitiesJoined(communities: communities, record: record).handle)
        router.on(DayStarted.self, OnDayStarted(record: record).handle)
        router.on(BodySeated.self, OnBodySeated(record: record).handle)
        router.on(BodyMemberChanged.self, OnBodyMemberChanged(record: record).handle)
        router.on(BodyMemberSuspended.self, OnBodyMemberSuspended(record: record).handle)
        router.on(BodySuspensionEnded.self, OnBodySuspensionEnded(record: record).handle)
        router.on(BodyEnding.self, OnBodyEnding(record: record).handle)
        router.on(BodyEnded.self, OnBodyEnded(record: record).handle)
        router.on(BodyHandedOver.self, OnBodyHandedOver(record: record).handle)
        router.on(MaintainerChanged.self, OnMaintainerChanged(record: record).handle)
        router.on(LiftMarked.self, OnLiftMarked(record: record).handle)
    }

    private func registerBallots(on router: inout EventRouter) {
        router.on(AssemblyConvened.self, OnAssemblyConvened(assemblies: assemblies, record: record).handle)
        router.on(AssemblyOpened.self, OnAssemblyOpened(assemblies: assemblies, record: record).handle)
        router.onBatch(VoteAccepted.self, OnVoteAccepted(communities: communities, assemblies: assemblies).handle)
        router.on(AssemblyClosed.self, OnAssemblyClosed(assemblies: assemblies, record: record).handle)
        router.on(
            ResolutionPassed.self,
            OnResolutionPassed(communities: communities, assemblies: assemblies, record: record).handle)
        router.on(ResolutionNotPassed.self, OnResolutionNotPassed(record: record).handle)
        router.on(AssemblyExtended.self, OnAssemblyExtended(assemblies: assemblies, record: record).handle)
        router.on(AssemblyEffective.self, OnAssemblyEffective(assemblies: assemblies, record: record).handle)
        router.on(ObjectionUpheld.self, OnObjectionUpheld(assemblies: assemblies, record: record).handle)
        router.on(ResolutionSetAside.self, OnResolutionSetAside(assemblies: assemblies, record: record).handle)
    }

    private func registerFunds(on router: inout EventRouter) {
        router.on(CampaignOpened.self, OnCampaignOpened(campaigns: campaigns, record: record).handle)
        router.onBatch(PaymentRecorded.self, OnPaymentRecorded(communities: communities, campaigns: campaigns).handle)
        router.on(
            PaymentReversed.self, OnPaymentReversed(communities: communities, campaigns: campaigns).handle)
        router.on(
            OverpaymentRefunded.self, OnOverpaymentRefunded(communities: communities, campaigns: campaigns).handle)
        router.on(BuildingFunded.self, OnBuildingFunded(campaigns: campaigns, record: record).handle)
        router.on(AdvanceMade.self, OnAdvanceMade(campaigns: campaigns, record: record).handle)
        router.on(AdvanceRepaid.self, OnAdvanceRepaid(campaigns: campaigns, record: record).handle)
        router.on(AdvanceReversed.self, OnAdvanceReversed(campaigns: campaigns, record: record).handle)
        router.on(PayoutMade.self, OnPayoutMade(lifts: lifts, record: record).handle)
    }

    private func registerWorkOrders(on router: inout EventRouter) {
        router.on(OrderPlanned.self, OnOrderPlanned(communities: communities, lifts: lifts, record: record).handle)
        router.on(OrderReleased.self, OnOrderReleased(lifts: lifts, record: record).handle)
        router.on(OrderHeld.self, OnOrderHeld(lifts: lifts, record: record).handle)
        router.on(OrderStarted.self, OnOrderStarted(lifts: lifts, record: record).handle)
        router.on(InspectionRecorded.self, OnInspectionRecorded(lifts: lifts, record: record).handle)
        router.on(LiftReturned.self, OnLiftReturned(lifts: lifts, record: record).handle)
        router.on(OrderCompleted.self, OnOrderCompleted(lifts: lifts, record: record).handle)
    }
}
