import EventLog
import Model

/// Another firm takes care of a lift.
struct OnMaintainerChanged: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<MaintainerChanged>, in write: borrowing Write) async throws {
        try await record.post(CareAnnouncements.maintainerChanged(received.event), of: received.id, in: write)
    }
}
