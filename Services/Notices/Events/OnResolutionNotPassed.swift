import EventLog
import Model

/// What was not decided stands on the board too, with the count.
struct OnResolutionNotPassed: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<ResolutionNotPassed>, in write: borrowing Write) async throws {
        try await record.post(BallotAnnouncements.notPassed(received.event), of: received.id, in: write)
    }
}
