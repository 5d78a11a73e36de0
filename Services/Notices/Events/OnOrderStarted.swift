import EventLog
import Model

/// Works on a lift have begun, and it is out of use if it is there.
struct OnOrderStarted: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<OrderStarted>, in write: borrowing Write) async throws {
        let work = try await lifts.start(received.event, at: received.time, in: write)
        let isBuilt = try await lifts.isBuilt(received.event.lift, in: write)
        try await record.post(
            WorkAnnouncements.started(received.event, work: work, isBuilt: isBuilt), of: received.id, in: write)
    }
}
