import EventLog
import Model

/// A suspended member of a body acts again.
struct OnBodySuspensionEnded: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodySuspensionEnded>, in write: borrowing Write) async throws {
        try await record.post(BodyAnnouncements.suspensionEnded(received.event), of: received.id, in: write)
    }
}
