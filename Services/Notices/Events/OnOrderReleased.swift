import EventLog
import Model

/// Works on a lift may begin.
struct OnOrderReleased: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<OrderReleased>, in write: borrowing Write) async throws {
        let work = try await lifts.release(received.event, in: write)
        try await record.post(WorkAnnouncements.released(received.event, work: work), of: received.id, in: write)
    }
}
