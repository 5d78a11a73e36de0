package import EventLog
package import Model
package import Postgres
package import ServiceRuntime

/// Follows the works on lifts: planned with a campaign, released by money, returned after inspection, accepted.
package struct WorkOrdersService: DistrictService {
    package static let name = ServiceName.workorders
    package static let migrations = WorkOrdersMigrations.all
    package static let audits = WorkOrdersAudit.checks
    package static let copies = WorkOrdersAudit.copies
    package static let sources = WorkOrdersAudit.sources

    private let environment: ServiceEnvironment
    private let scenarioDay: ScenarioDay
    private let orders = OrderStore()

    package init(_ environment: ServiceEnvironment) async throws {
        self.environment = environment
        scenarioDay = ScenarioDay(environment.calendar)
        try await scenarioDay.restore(from: environment.pool)
    }

    package var routes: [Route] {
        OrderRoutes(
            takeStep: TakeStep(log: environment.log, calendar: environment.calendar, orders: orders),
            orders: OrderList(pool: environment.pool)
        ).routes
            + LiftRoutes(lifts: LiftStatusList(pool: environment.pool)).routes
    }

    package func register(on router: inout EventRouter) {
        router.on(DayStarted.self, scenarioDay.handle)
        let setAside = SetAsideDecisions()
        let release = ReleaseOrders(orders: orders, setAside: setAside)
        let mandates = MandateStore()
        let funding = FundingStore()
        router.on(
            LiftRecorded.self,
            OnLiftRecorded(orders: orders, mandates: mandates, funding: funding, setAside: setAside).handle)
        router.on(CommunityMerged.self, OnCommunityMerged(orders: orders).handle)
        router.on(CampaignOpened.self, OnCampaignOpened(orders: orders, mandates: mandates).handle)
        router.on(ResolutionSetAside.self, setAside.handle)
        router.on(AdvanceMade.self, OnAdvanceMade(funding: funding, release: release).handle)
        router.on(AdvanceReversed.self, OnAdvanceReversed(orders: orders, funding: funding).handle)
        router.on(BuildingFunded.self, OnBuildingFunded(funding: funding, release: release).handle)
    }
}
