import EventLog
import Model

/// A member of a body is suspended.
struct OnBodyMemberSuspended: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<BodyMemberSuspended>, in write: borrowing Write) async throws {
        try await record.post(BodyAnnouncements.suspended(received.event), of: received.id, in: write)
    }
}
