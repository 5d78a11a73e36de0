import EventLog
import Model

/// What was decided stands on the board, with the count and what it allows.
struct OnResolutionPassed: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<ResolutionPassed>, in write: borrowing Write) async throws {
        try await record.post(BallotAnnouncements.passed(received.event), of: received.id, in: write)
    }
}
