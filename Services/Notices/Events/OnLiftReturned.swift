import EventLog
import Model

/// A lift is back in use.
struct OnLiftReturned: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<LiftReturned>, in write: borrowing Write) async throws {
        let hasPassed = try await lifts.giveBack(received.event, in: write)
        let announcement = WorkAnnouncements.returned(received.event, hasPassed: hasPassed)
        try await record.post(announcement, of: received.id, in: write)
    }
}
