package import EventLog
package import Model
package import Postgres
package import ServiceRuntime

/// Follows the works on lifts: planned with a campaign, released by money, returned after inspection, accepted.
package struct WorkOrdersService: DistrictService {
    package static let name = ServiceName.workorders
    package static let audits = WorkOrdersAudit.checks

    private let environment: ServiceEnvironment
    private let scenarioDay: ScenarioDay
    private let orders = OrderStore()

    package init(_ environment: ServiceEnvironment) async throws {
        self.environment = environment
        scenarioDay = ScenarioDay(environment.calendar)
        try await scenarioDay.restore(from: environment.pool)
    }

    package static var migrations: [Migration] {
        [
            ScenarioDay.migration,
            Migration(
                name: "V0001_workorders", sql: String(decoding: PackageResources.V0001_workorders_sql, as: UTF8.self)),
            Migration(
                name: "V0002_inspections_stay",
                sql: String(decoding: PackageResources.V0002_inspections_stay_sql, as: UTF8.self)),
            Migration(
                name: "V0003_set_aside", sql: String(decoding: PackageResources.V0003_set_aside_sql, as: UTF8.self)),
            Migration(name: "V0004_plans", sql: String(decoding: PackageResources.V0004_plans_sql, as: UTF8.self)),
            Migration(
                name: "V0005_lifts_by_registration",
                sql: String(decoding: PackageResources.V0005_lifts_by_registration_sql, as: UTF8.self)),
            Migration(
                name: "V0006_mergers", sql: String(decoding: PackageResources.V0006_mergers_sql, as: UTF8.self)),
            Migration(
                name: "V0007_days_of_installation",
                sql: String(decoding: PackageResources.V0007_days_of_installation_sql, as: UTF8.self)),
            Migration(
                name: "V0008_first_registration_codes",
                sql: String(decoding: PackageResources.V0008_first_registration_codes_sql, as: UTF8.self)),
            Migration(
                name: "V0009_advances_taken_back",
                sql: String(decoding: PackageResources.V0009_advances_taken_back_sql, as: UTF8.self)),
        ]
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
