import EventLog
import Model

/// The result stands.
struct OnAssemblyEffective: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<AssemblyEffective>, in write: borrowing Write) async throws {
        let event = received.event
        let title = try await assemblies.title(of: event.assembly, in: write)
        try await record.post(ResultAnnouncements.effective(event, title: title), of: received.id, in: write)
    }
}
