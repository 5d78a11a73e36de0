import EventLog
import Model

/// Under a decision that was set aside no order is released any more; those that were go on.
struct OnResolutionSetAside: Sendable {
    let mandates: MandateStore

    func handle(_ received: Received<ResolutionSetAside>, _ write: borrowing Write) async throws {
        try await mandates.insert(received.event, in: write)
    }
}
