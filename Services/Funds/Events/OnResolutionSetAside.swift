import EventLog
import Model

/// Under a decision that was set aside nothing more is paid or lent; what was stays in the books.
struct OnResolutionSetAside: Sendable {
    let setAside: SetAsideStore

    func handle(_ received: Received<ResolutionSetAside>, _ write: borrowing Write) async throws {
        try await setAside.insert(received.event, in: write)
    }
}
