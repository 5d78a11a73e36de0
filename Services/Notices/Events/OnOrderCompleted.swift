import EventLog
import Model

/// Works are accepted, and what they cost is public.
struct OnOrderCompleted: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<OrderCompleted>, in write: borrowing Write) async throws {
        let work = try await lifts.complete(received.event, in: write)
        try await record.post(WorkAnnouncements.completed(received.event, work: work), of: received.id, in: write)
    }
}
