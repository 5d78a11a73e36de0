import EventLog
import Model

/// Works on a lift have begun, and it is out of use.
struct OnOrderStarted: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<OrderStarted>, in write: borrowing Write) async throws {
        let work = try await lifts.start(received.event, in: write)
        try await record.post(WorkAnnouncements.started(received.event, work: work), of: received.id, in: write)
    }
}
