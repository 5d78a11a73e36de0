import EventLog
import Model

/// A body takes office.
struct OnBodySeated: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodySeated>, in write: borrowing Write) async throws {
        try await record.post(BodyAnnouncements.seated(received.event), of: received.id, in: write)
    }
}
