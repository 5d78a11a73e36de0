import EventLog
import Model

/// A lift has a new mark.
struct OnLiftMarked: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<LiftMarked>, in write: borrowing Write) async throws {
        let today = try await record.today(in: write)
        try await record.post(CareAnnouncements.marked(received.event, today: today), of: received.id, in: write)
    }
}
