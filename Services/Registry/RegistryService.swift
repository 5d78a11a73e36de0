package import Model
package import Postgres
import Repetition
package import ServiceLifecycle
package import ServiceRuntime

/// The registry: who owns what in which community, its lifts and its rules, and who may sign in.
///
/// It learns nothing from the other services; everything they know of people and places comes from here.
package struct RegistryService: DistrictService {
    package static let name = ServiceName.registry
    package static let audits = RegistryAudit.checks
    package static let sources = RegistryAudit.sources
    package static let migrations = RegistryMigrations.all
    package let routes: [Route]
    package let background: [any Service]

    package init(_ environment: ServiceEnvironment) async throws {
        let configuration = try RegistryConfiguration(environment.config)
        let log = environment.log
        let vault = try await VaultOpening(pool: environment.pool, logger: environment.logger)
            .open(keyFile: configuration.personalKeyFile)
        let books = RollBooks(people: PersonStore(vault: vault))
        let queries = RegistryQueries(pool: environment.pool, vault: vault, thread: books.thread)
        try await environment.calendar.follow(queries)
        let issuer = try await TokenIssuer(keyFile: configuration.signingKeyFile)
        let keys = OwnKeys(issuer: issuer, pool: environment.pool)
        try await environment.tokens.trust(keys)

        let workCalendar = try WorkCalendar.announced()
        let desk = BodyDesk(calendar: workCalendar)
        let careDesk = CareDesk(calendar: workCalendar)
        let liftQueries = LiftQueries(pool: environment.pool, desk: careDesk)
        let expiry = WarnOfExpiry(desk: desk)

        let community = CommunityController(
            register: RegisterCommunity(log: log, books: books, calendar: environment.calendar), queries: queries)
        let roll = RollController(
            importRoll: ImportRoll(log: log, books: books, calendar: environment.calendar), queries: queries)
        let change = RollChangeController(
            choose: ChooseVoter(log: log, books: books, calendar: environment.calendar),
            transfer: TransferUnits(
                log: log, books: books, calendar: environment.calendar, workCalendar: workCalendar),
            queries: TransferQueries(pool: environment.pool))
        let management = ManagementController(set: SetManagementMode(log: log), queries: queries)
        let history = RollHistoryController(queries: RollHistoryQueries(pool: environment.pool))
        let lift = LiftController(importLifts: ImportLifts(log: log, desk: careDesk), queries: liftQueries)
        let rules = RulesController(adopt: AdoptRules(log: log), queries: queries)
        let day = DayController(
            start: StartDay(
                log: log, isScenarioDistrict: environment.isScenarioDistrict, expiry: expiry,
                logger: environment.logger),
            calendar: environment.calendar)
        let body = BodyController(
            constitute: ConstituteBody(log: log, desk: desk), change: ChangeBody(log: log, desk: desk),
            queries: BodyQueries(pool: environment.pool, desk: desk))
        let application = ApplicationController(
            apply: ApplyForBody(log: log, desk: desk), end: EndApplication(log: log, desk: desk),
            queries: body.queries)
        let token = TokenController(
            issue: IssueToken(log: log, issuer: issuer, isAllowed: configuration.issuesDevelopmentTokens),
            issuer: issuer, tokens: environment.tokens, keys: keys)
        let people = try PeopleRoutes(environment, configuration.people, issuer: issuer, vault: vault)
        let care = LiftCareController(change: ChangeCare(log: log, desk: careDesk), queries: liftQueries)
        let tell = TellMergers(log: log, desk: desk, logger: environment.logger)
        let merger = MergerController(
            merge: MergeCommunities(log: log, books: books, tell: tell, logger: environment.logger),
            queries: MergerQueries(pool: environment.pool))
        let ownerUnit = OwnerUnitController(
            end: EndOwnerUnit(log: log), queries: OwnerUnitQueries(pool: environment.pool))
        background =
            [tell, ForgetPast(pool: environment.pool, logger: environment.logger).work]
            + (environment.isScenarioDistrict
                ? [] : [ExpiryClock(log: log, expiry: expiry, logger: environment.logger)])
        routes =
            community.routes + roll.routes + change.routes + history.routes + management.routes
            + lift.routes + rules.routes + day.routes + token.routes
            + body.routes + care.routes + people.routes + application.routes + merger.routes + ownerUnit.routes
    }
}
