package import EventLog
import Logging
package import Model
package import Postgres
import Repetition
package import ServiceLifecycle
package import ServiceRuntime

/// The ballots service: assemblies, votes and tallies on rolls that are frozen when the voting opens.
package struct BallotsService: DistrictService {
    package static let name = ServiceName.ballots
    package static let migrations = BallotsMigrations.all
    package static let audits = BallotsAudit.checks
    package static let copies = BallotsAudit.copies
    package static let sources = BallotsAudit.sources
    /// Days are what decides; a minute is soon enough.
    private static let effectInterval = Duration.seconds(60)

    private let convene: ConveneAssembly
    private let open: OpenAssembly
    private let close: CloseAssembly
    private let castVotes: BatchLane<CastVotes>
    private let importPapers: ImportPapers
    private let recordHands: RecordHands
    private let register: BallotRegister
    private let visits: BallotVisits
    let certify: CertifyAssemblies

    private let extend: ExtendAssembly
    private let takeEffect: TakeEffect
    let takeEffectWhenRipe: TakeEffectWhenRipe
    private let setAside: SetAsideDecision
    private let fileObjection: FileObjection
    private let answerObjection: AnswerObjection

    private let detail: AssemblyDetail.Query
    private let list: AssemblyList.Query
    private let bundle: Bundle
    private let buildingCounts: BuildingCounts
    private let pages: BallotPageDesk

    private let rolls = RollStore()
    private let rules = RulesStore()
    private let log: EventLog
    private let closer: CloseDueAssemblies
    private let configuration: BallotsConfiguration
    private let calendar: DistrictCalendar
    private let workCalendar: WorkCalendar
    private let scenarioDay: ScenarioDay
    private let isScenario: Bool
    private let logger: Logger

    package init(_ environment: ServiceEnvironment) async throws {
        configuration = try BallotsConfiguration(environment.config)
        calendar = environment.calendar
        scenarioDay = ScenarioDay(calendar)
        log = environment.log
        logger = environment.logger
        let assemblies = AssemblyStore()
        let votes = VoteStore()
        let clocks = SharedClockWatch()
        let (lifecycle, objections) = (LifecycleStore(), ObjectionStore())
        workCalendar = try WorkCalendar.announced()
        isScenario = environment.isScenarioDistrict

        convene = ConveneAssembly(
            log: log, rolls: rolls, rules: rules, assemblies: assemblies, lifecycle: lifecycle,
            candidates: CandidateStore(), calendar: workCalendar, days: calendar, isScenario: isScenario)
        open = OpenAssembly(
            log: log, pool: log.pool, rolls: rolls, rules: rules, assemblies: assemblies, calendar: workCalendar,
            days: calendar, isOfficialPlatform: isScenario || configuration.electronicBasis != nil,
            electronicBasis: configuration.electronicBasis)
        close = CloseAssembly(
            log: log, assemblies: assemblies, votes: votes, returns: ReturnsStore(), rules: rules,
            calendar: workCalendar, days: calendar, clocks: clocks, mayBeEarly: isScenario)
        extend = ExtendAssembly(
            log: log, assemblies: assemblies, lifecycle: lifecycle, rules: rules, calendar: workCalendar,
            days: calendar, clocks: clocks, mayBeEarly: isScenario)
        let posting = SettlePosting(
            log: log, assemblies: assemblies, lifecycle: lifecycle, rules: rules, calendar: workCalendar)
        takeEffect = TakeEffect(
            log: log, assemblies: assemblies, lifecycle: lifecycle, objections: objections, posting: posting,
            days: calendar)
        takeEffectWhenRipe = TakeEffectWhenRipe(
            pool: log.pool, lifecycle: lifecycle, takeEffect: takeEffect, logger: environment.logger)
        setAside = SetAsideDecision(log: log, assemblies: assemblies, lifecycle: lifecycle, days: calendar)
        fileObjection = FileObjection(
            log: log, assemblies: assemblies, objections: objections, posting: posting, days: calendar)
        answerObjection = AnswerObjection(log: log, assemblies: assemblies, objections: objections, days: calendar)
        castVotes = BatchLane(CastVotes(votes: votes))
        importPapers = ImportPapers(log: log, assemblies: assemblies, papers: PaperStore(votes: votes))
        recordHands = RecordHands(log: log, assemblies: assemblies, shows: ShowStore())
        register = try BallotRegister(
            log, assemblies: assemblies, votes: votes, rules: rules, calendar: calendar,
            sizeLimit: configuration.papersLimit)
        visits = BallotVisits(log, rolls: rolls, calendar: calendar)
        detail = AssemblyDetail.Query(pool: log.pool, assemblies: assemblies, votes: votes, days: calendar)
        list = AssemblyList.Query(pool: log.pool)
        pages = BallotPageDesk(
            pages: try BallotsPages.load(tellsOfStory: isScenario), door: PageDoor(environment.tokens),
            papers: AssemblyPaper.Query(pool: log.pool, detail: detail, calendar: workCalendar),
            siteURL: configuration.siteURL)
        bundle = Bundle(assemblies: assemblies, store: BundleStore(pool: log.pool))
        buildingCounts = BuildingCounts(
            pool: log.pool, assemblies: assemblies, interval: configuration.liveInterval)
        certify = CertifyAssemblies(
            bundle: bundle, key: try CertificateKey(file: configuration.certificateKeyFile), logger: environment.logger)
        closer = CloseDueAssemblies(
            pool: log.pool, assemblies: assemblies, end: EndVoting(log: log, assemblies: assemblies), close: close,
            clocks: clocks, logger: environment.logger)
        try await scenarioDay.restore(from: environment.pool)
    }

    package var routes: [Route] {
        AssemblyRoutes(convene: convene, open: open, close: close, detail: detail, list: list).routes
            + LifecycleRoutes(extend: extend, takeEffect: takeEffect, setAside: setAside, detail: detail).routes
            + ObjectionRoutes(
                file: fileObjection, answer: answerObjection,
                list: ObjectionList.Query(pool: log.pool, assemblies: AssemblyStore(), calendar: workCalendar)
            ).routes
            + VoteRoutes(log: log, lane: castVotes).routes
            + BuildingRoutes(counts: buildingCounts).routes
            + CandidateRoutes(
                withdraw: WithdrawPresentation(log: log, assemblies: AssemblyStore(), candidates: CandidateStore())
            ).routes
            + SeatRoutes(allotment: SeatQuery(pool: log.pool)).routes
            + NominationRoutes(
                hold: HoldNominations(
                    log: log, rolls: rolls, rules: rules, nominations: NominationStore(), days: calendar),
                queries: NominationQueries(pool: log.pool)
            ).routes
            + ShowRoutes(record: recordHands, detail: detail).routes
            + ReceiptRoutes(receipts: ReceiptLookup(pool: log.pool, assemblies: AssemblyStore())).routes
            + CertificateRoutes(bundle: bundle, key: certify.key.published).routes
            + PaperRoutes(
                importPapers: importPapers,
                waiting: WaitingPapers(pool: importPapers.log.pool, assemblies: importPapers.assemblies),
                calendar: calendar, sizeLimit: configuration.papersLimit
            ).routes
            + register.routes
            + visits.routes
            + pageRoutes
    }

    private var pageRoutes: [Route] {
        let receipts = ReceiptLookup(pool: log.pool, assemblies: AssemblyStore())
        let live = LiveTurnout(papers: pages.papers, pages: pages.pages, interval: configuration.liveInterval)
        return AssemblyPageController(desk: pages, list: list, receipts: receipts, live: live).routes
            + VotePageController(
                desk: pages, own: OwnBallots.Query(pool: log.pool), receipts: receipts, log: log, lane: castVotes
            ).routes
            + BuildingPageController(desk: pages, counts: buildingCounts).routes
            + PrintController(desk: pages, roll: PaperRoll(pool: log.pool)).routes
    }

    package func register(on router: inout EventRouter) {
        router.on(
            DayStarted.self,
            OnDayStarted(scenarioDay: scenarioDay, lifecycle: LifecycleStore(), takeEffect: takeEffect).handle)
        router.on(CommunityRegistered.self, OnCommunityRegistered(rolls: rolls).handle)
        router.on(CommunityMerged.self, OnCommunityMerged(rolls: rolls).handle)
        router.on(RulesAdopted.self, OnRulesAdopted(rules: rules).handle)
        router.onBatch(UnitsRecorded.self, OnUnitsRecorded(rolls: rolls).handle)
        router.onBatch(UnitsRemoved.self, OnUnitsRemoved(rolls: rolls).handle)
        router.on(RollRecorded.self, OnRollRecorded(rolls: rolls).handle)
    }

    package var background: [any Service] {
        [
            RepeatedWork("closing due assemblies", every: configuration.closerInterval, logger, closer.callAsFunction),
            RepeatedWork("certifying", every: configuration.closerInterval, logger, certify.callAsFunction),
        ]
            // In a scenario results stand with the day that begins.
            + (isScenario
                ? []
                : [
                    RepeatedWork(
                        "letting results stand", every: Self.effectInterval, logger, takeEffectWhenRipe.callAsFunction)
                ])
    }
}
