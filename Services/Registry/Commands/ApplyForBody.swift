import EventLog
import Model
import Postgres

/// Records that owners apply for a property management committee, from which day on the street's time runs.
struct ApplyForBody: Sendable {
    let log: EventLog
    let desk: BodyDesk

    /// - Throws: `BodyRefusal`, `RegistryError.communityUnknown`, `.communityMerged`, `.rulesMissing`, `.rollMissing`
    func handle(
        _ applicants: Int64, on day: Day, community: CommunityID, by subject: String, claim: IdempotencyClaim?
    ) async throws -> ApplicationReport {
        try await log.write(to: community, claim: claim) { write in
            let (application, report) = try await plan(applicants, on: day, community: community, in: write)
            try await desk.applications.insert(application, by: subject, in: write)
            return report
        }
    }

    /// What would be recorded.
    func dryRun(_ applicants: Int64, on day: Day, community: CommunityID) async throws -> ApplicationReport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await plan(applicants, on: day, community: community, in: transaction).1
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ applicants: Int64, on day: Day, community: CommunityID, in reader: borrowing Reader
    ) async throws -> (BodyApplication, ApplicationReport) {
        // As with bodies: owners of a part apply in the area.
        _ = try await desk.communities.open(community, in: reader)
        let circumstances = try await desk.circumstances([], members: [], of: community, in: reader)
        let application = try BodyApplication.decide(
            applicants: applicants, on: day, today: circumstances.today, rules: circumstances.rules,
            others: try await desk.applications.applications(of: community, in: reader))
        return (application, ApplicationReport(application, desk.calendar, today: circumstances.today))
    }
}

/// An application as it stands on a day.
struct ApplicationReport: Codable, Sendable, Equatable {
    let appliedOn: Day
    let applicants: Int64
    /// The street's last day.
    let formBy: Day?
    let yearNotLoaded: Int64?
    let body: BodyID?
    let ended: BodyApplication.End.How?
    let endedOn: Day?
    let endReason: String?
    let isLate: Bool

    init(_ application: BodyApplication, _ calendar: WorkCalendar, today: Day) {
        let deadline = application.deadline(calendar)
        appliedOn = application.appliedOn
        applicants = application.applicants
        formBy = deadline.due
        yearNotLoaded = deadline.yearNotLoaded
        body = application.body
        ended = application.end?.how
        endedOn = application.end?.on
        endReason = application.end?.reason
        isLate = application.isOpen && deadline.isPast(on: today)
    }
}
