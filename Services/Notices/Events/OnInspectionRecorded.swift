import EventLog
import Model

/// A lift passed or failed its supervisory inspection.
struct OnInspectionRecorded: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<InspectionRecorded>, in write: borrowing Write) async throws {
        let work = try await lifts.inspect(received.event, in: write)
        try await record.post(WorkAnnouncements.inspected(received.event, work: work), of: received.id, in: write)
    }
}
