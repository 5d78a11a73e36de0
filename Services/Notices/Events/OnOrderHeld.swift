import EventLog
import Model

/// Works on a lift may not begin, though that was told before.
struct OnOrderHeld: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<OrderHeld>, in write: borrowing Write) async throws {
        let held = try await lifts.hold(received.event, in: write)
        try await record.post(
            WorkAnnouncements.held(received.event, work: held.work, isSetAside: held.isSetAside), of: received.id,
            in: write)
    }
}
