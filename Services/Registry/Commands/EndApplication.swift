import EventLog
import Model
import Postgres

/// Records that an application for a property management committee was refused or withdrawn.
///
/// Also in a community that was merged: what owners of a part applied for is not the area's.
struct EndApplication: Sendable {
    let log: EventLog
    let desk: BodyDesk

    /// - Throws: `BodyRefusal`, `RegistryError.communityUnknown`
    func handle(
        _ end: BodyApplication.End, of appliedOn: Day, community: CommunityID, by subject: String,
        claim: IdempotencyClaim?
    ) async throws -> ApplicationReport {
        try await log.write(to: community, claim: claim) { write in
            let (application, report) = try await plan(end, of: appliedOn, community: community, in: write)
            try await desk.applications.end(application, by: subject, in: write)
            return report
        }
    }

    /// What would be recorded.
    func dryRun(
        _ end: BodyApplication.End, of appliedOn: Day, community: CommunityID
    ) async throws -> ApplicationReport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await plan(end, of: appliedOn, community: community, in: transaction).1
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ end: BodyApplication.End, of appliedOn: Day, community: CommunityID, in reader: borrowing Reader
    ) async throws -> (BodyApplication, ApplicationReport) {
        _ = try await desk.communities.community(community, in: reader)
        let applications = try await desk.applications.applications(of: community, in: reader)
        guard var application = applications.first(where: { $0.appliedOn == appliedOn }) else {
            throw BodyRefusal.applicationUnknown(appliedOn)
        }
        let today = try await desk.electorates.today(in: reader)
        try application.end(end, today: today)
        return (application, ApplicationReport(application, desk.calendar, today: today))
    }
}
