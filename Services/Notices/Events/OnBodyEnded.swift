import EventLog
import Model

/// A body is no longer in office.
struct OnBodyEnded: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodyEnded>, in write: borrowing Write) async throws {
        try await record.post(BodyAnnouncements.ended(received.event), of: received.id, in: write)
    }
}
