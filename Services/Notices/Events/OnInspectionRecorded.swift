import EventLog
import Model

/// A lift passed or failed its supervisory inspection.
struct OnInspectionRecorded: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<InspectionRecorded>, in write: borrowing Write) async throws {
        try await lifts.inspect(received.event, in: write)
        let isBuilt = try await lifts.isBuilt(received.event.lift, in: write)
        try await record.post(WorkAnnouncements.inspected(received.event, isBuilt: isBuilt), of: received.id, in: write)
    }
}
