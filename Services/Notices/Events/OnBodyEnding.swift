import EventLog
import Model

/// Owners are told in time that a term ends.
struct OnBodyEnding: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodyEnding>, in write: borrowing Write) async throws {
        try await record.post(BodyAnnouncements.ending(received.event), of: received.id, in: write)
    }
}
