import EventLog
import Model

/// A body has other members or offices.
struct OnBodyMemberChanged: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodyMemberChanged>, in write: borrowing Write) async throws {
        try await record.post(BodyAnnouncements.memberChanged(received.event), of: received.id, in: write)
    }
}
