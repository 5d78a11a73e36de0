import EventLog
import Model

/// A lift has a new mark.
struct OnLiftMarked: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<LiftMarked>, in write: borrowing Write) async throws {
        try await record.post(CareAnnouncements.marked(received.event), of: received.id, in: write)
    }
}
