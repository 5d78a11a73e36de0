package import EventLog
package import Model
package import Postgres
package import ServiceRuntime

/// Collects what owners allowed to be collected, keeps the books, and pays what they allowed to be paid.
package struct FundsService: DistrictService {
    package static let name = ServiceName.funds
    package static let migrations = FundsMigrations.all
    package static let audits = FundsAudit.checks
    package static let copies = FundsAudit.copies
    package static let sources = FundsAudit.sources

    private let environment: ServiceEnvironment
    private let scenarioDay: ScenarioDay
    private let roll = RollStore()
    private let campaigns = CampaignStore()
    private let payments = PaymentStore()
    private let advances = AdvanceStore()
    private let orders = WorksOrderStore()
    private let payouts = PayoutStore()
    private let setAside = SetAsideDecisions()
    private let ledger = LedgerStore()
    private let recordPayments: BatchLane<RecordPayments>

    package init(_ environment: ServiceEnvironment) async throws {
        self.environment = environment
        scenarioDay = ScenarioDay(environment.calendar)
        recordPayments = BatchLane(
            RecordPayments(
                calendar: environment.calendar, campaigns: campaigns, payments: payments, ledger: ledger))
        try await scenarioDay.restore(from: environment.pool)
    }

    package var routes: [Route] {
        let pool = environment.pool
        return collecting + spending
            + LedgerRoutes(
                books: BooksSummary(pool: pool), accounts: AccountPage(pool: pool),
                transactions: TransactionPage(pool: pool)
            ).routes
    }

    private var collecting: [Route] {
        let (log, pool, calendar) = (environment.log, environment.pool, environment.calendar)
        return CampaignRoutes(
            campaigns: CampaignList(pool: pool), progress: CampaignProgress(pool: pool),
            statement: UnitStatement(pool: pool)
        ).routes
            + PaymentRoutes(
                log: log, lane: recordPayments,
                importPayments: ImportPayments(
                    log: log, calendar: calendar, campaigns: campaigns, payments: payments, ledger: ledger),
                payments: PaymentPage(pool: pool)
            ).routes
            + ReversalRoutes(
                reversePayment: ReversePayment(
                    log: log, calendar: calendar, campaigns: campaigns, payments: payments, ledger: ledger)
            ).routes
            + RefundRoutes(
                refundOverpayment: RefundOverpayment(
                    log: log, calendar: calendar, campaigns: campaigns, payments: payments, ledger: ledger),
                refunds: RefundPage(pool: pool)
            ).routes
    }

    private var spending: [Route] {
        let (log, pool, calendar) = (environment.log, environment.pool, environment.calendar)
        return AdvanceRoutes(
            makeAdvance: MakeAdvance(
                log: log, calendar: calendar, campaigns: campaigns, roll: roll, orders: orders,
                advances: advances, setAside: setAside, ledger: ledger),
            advances: AdvanceList(pool: pool)
        ).routes
            + AdvanceReversalRoutes(
                reverseAdvance: ReverseAdvance(
                    log: log, calendar: calendar, campaigns: campaigns, orders: orders, advances: advances,
                    ledger: ledger)
            ).routes
            + RepaymentRoutes(
                repayAdvance: RepayAdvance(
                    log: log, calendar: calendar, campaigns: campaigns, orders: orders, advances: advances,
                    setAside: setAside, ledger: ledger)
            ).routes
            + PayoutRoutes(
                makePayout: MakePayout(
                    log: log, calendar: calendar, campaigns: campaigns, orders: orders, payouts: payouts,
                    setAside: setAside, ledger: ledger),
                payouts: PayoutPage(pool: pool), waiting: WaitingPayouts(pool: pool)
            ).routes
    }

    package func register(on router: inout EventRouter) {
        router.on(DayStarted.self, scenarioDay.handle)
        let opener = CampaignOpener(
            days: scenarioDay, roll: roll, awaited: AwaitedOpeningStore(), campaigns: campaigns, ledger: ledger,
            logger: environment.logger)
        router.on(CommunityRegistered.self, OnCommunityRegistered(roll: roll, opener: opener).handle)
        router.on(CommunityMerged.self, OnCommunityMerged(roll: roll).handle)
        router.on(UnitsRecorded.self, OnUnitsRecorded(roll: roll).handle)
        router.on(UnitsRemoved.self, OnUnitsRemoved(roll: roll).handle)
        router.on(RollRecorded.self, OnRollRecorded(roll: roll, opener: opener).handle)
        router.on(LiftRecorded.self, OnLiftRecorded(roll: roll).handle)
        router.on(ResolutionPassed.self, OnResolutionPassed(opener: opener, payouts: payouts).handle)
        router.on(ResolutionSetAside.self, setAside.handle)
        router.on(OrderPlanned.self, OnOrderPlanned(orders: orders).handle)
        router.on(OrderStarted.self, OnOrderStarted(orders: orders).handle)
        router.on(
            OrderCompleted.self, OnOrderCompleted(orders: orders, advances: advances, ledger: ledger).handle)
    }
}
