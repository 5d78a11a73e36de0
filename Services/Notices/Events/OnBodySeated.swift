import EventLog
import Model

/// A body takes office.
struct OnBodySeated: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodySeated>, in write: borrowing Write) async throws {
        let today = try await record.today(in: write)
        try await record.post(BodyAnnouncements.seated(received.event, today: today), of: received.id, in: write)
    }
}
