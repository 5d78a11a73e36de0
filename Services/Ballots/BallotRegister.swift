import EventLog
import Model
import ServiceRuntime

/// What goes on at the doors and elsewhere while an assembly is open: who got a ballot, who votes for whom, and what an
/// official platform took.
struct BallotRegister: Sendable {
    private let deliveries: DeliveryRoutes
    private let proxies: ProxyRoutes
    private let officialVotes: OfficialVoteRoutes

    init(
        _ log: EventLog, assemblies: AssemblyStore, votes: VoteStore, rules: RulesStore, calendar: DistrictCalendar,
        sizeLimit: Int
    ) throws {
        deliveries = DeliveryRoutes(
            record: RecordDeliveries(
                log: log, assemblies: assemblies, rules: rules, deliveries: DeliveryStore(),
                calendar: try WorkCalendar.announced()),
            register: DeliveryRegister(pool: log.pool, assemblies: assemblies), calendar: calendar, sizeLimit: sizeLimit
        )
        proxies = ProxyRoutes(
            appoint: AppointProxy(log: log, assemblies: assemblies, rules: rules, proxies: ProxyStore()),
            list: ProxyList(pool: log.pool, assemblies: assemblies), calendar: calendar)
        officialVotes = OfficialVoteRoutes(
            importVotes: ImportOfficialVotes(
                log: log, assemblies: assemblies, imports: OfficialImportStore(votes: votes)),
            list: OfficialImportList(pool: log.pool, assemblies: assemblies), sizeLimit: sizeLimit)
    }

    var routes: [Route] { deliveries.routes + proxies.routes + officialVotes.routes }
}
