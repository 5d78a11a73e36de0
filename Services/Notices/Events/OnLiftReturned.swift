import EventLog
import Model

/// An order gives its lift back, which is in use again unless another order keeps it out of use.
struct OnLiftReturned: Sendable {
    let lifts: LiftStore
    let record: PublicRecord

    func handle(_ received: Received<LiftReturned>, in write: borrowing Write) async throws {
        let lift = received.event.lift
        let wasBuilt = try await lifts.isBuilt(lift, in: write)
        let back = try await lifts.giveBack(received.event, at: received.time, in: write)
        // Where the other works began after this return, which is known later, the lift was there in between.
        let isBuilt = try await lifts.isBuilt(lift, in: write)
        let announcement =
            if let other = back.underWay {
                WorkAnnouncements.ended(
                    received.event, work: back.work, isBuilt: isBuilt, hasPassed: back.hasPassed, underWay: other)
            } else {
                WorkAnnouncements.returned(lift, since: back.since, wasBuilt: wasBuilt, hasPassed: back.hasPassed)
            }
        try await record.post(announcement, of: received.id, in: write)
    }
}
