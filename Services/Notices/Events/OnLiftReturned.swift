import EventLog
import Model

/// An order gives its lift back, which is in use again unless another order keeps it out of use.
struct OnLiftReturned: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<LiftReturned>, in write: borrowing Write) async throws {
        let wasBuilt = try await lifts.isBuilt(received.event.lift, in: write)
        let back = try await lifts.giveBack(received.event, at: received.time, in: write)
        let announcement =
            if let other = back.underWay {
                WorkAnnouncements.ended(
                    received.event, work: back.work, wasBuilt: wasBuilt, hasPassed: back.hasPassed, underWay: other)
            } else {
                WorkAnnouncements.returned(received.event, wasBuilt: wasBuilt, hasPassed: back.hasPassed)
            }
        try await record.post(announcement, of: received.id, in: write)
    }
}
