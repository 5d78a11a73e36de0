import EventLog
import Model

/// Money went out, and the board says for which works.
struct OnPayoutMade: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<PayoutMade>, in write: borrowing Write) async throws {
        let lift = try await lifts.lift(of: received.event.order, in: write)
        try await record.post(FundAnnouncements.payout(received.event, lift: lift), of: received.id, in: write)
    }
}
