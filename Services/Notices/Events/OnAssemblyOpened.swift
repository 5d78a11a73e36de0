import EventLog
import Model

/// Voting has begun, and the turnout is shown from now on.
struct OnAssemblyOpened: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<AssemblyOpened>, in write: borrowing Write) async throws {
        let title = try await assemblies.title(of: received.event.assembly, in: write)
        try await assemblies.open(received.event, in: write)
        try await record.post(BallotAnnouncements.opened(received.event, title: title), of: received.id, in: write)
    }
}
