import EventLog
import Model

/// Archives, seal and property have changed hands.
struct OnBodyHandedOver: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodyHandedOver>, in write: borrowing Write) async throws {
        try await record.post(BodyAnnouncements.handedOver(received.event), of: received.id, in: write)
    }
}
