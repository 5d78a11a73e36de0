import EventLog
import ServiceRuntime

/// What goes on before a vote: visits from door to door, and meetings.
struct BallotVisits: Sendable {
    private let visits: VisitRoutes
    private let consultations: ConsultationRoutes

    init(_ log: EventLog, rolls: RollStore, calendar: DistrictCalendar) {
        let store = VisitStore()
        let keep = KeepVisits(log: log, rolls: rolls, visits: store)
        let queries = VisitQueries(pool: log.pool, visits: store)
        visits = VisitRoutes(keep: keep, queries: queries, calendar: calendar)
        consultations = ConsultationRoutes(keep: keep, queries: queries, calendar: calendar)
    }

    var routes: [Route] { visits.routes + consultations.routes }
}
