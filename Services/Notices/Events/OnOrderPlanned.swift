import EventLog
import Model

/// Works are planned on a lift; nothing is announced before they are released.
struct OnOrderPlanned: Sendable {
    let communities: CommunityStore
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<OrderPlanned>, in write: borrowing Write) async throws {
        let day = try await record.day(of: received.time, in: write)
        try await lifts.plan(received.event, at: received.time, on: day, in: write)
        try await communities.touch(in: write)
    }
}
