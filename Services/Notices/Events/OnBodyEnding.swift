import EventLog
import Model

/// Owners are told in time that a term ends.
struct OnBodyEnding: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodyEnding>, in write: borrowing Write) async throws {
        let today = try await record.today(in: write)
        try await record.post(BodyAnnouncements.ending(received.event, today: today), of: received.id, in: write)
    }
}
