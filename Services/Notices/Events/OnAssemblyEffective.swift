import EventLog
import Model

/// The result stands, whether anything passed or not.
struct OnAssemblyEffective: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<AssemblyEffective>, in write: borrowing Write) async throws {
        let event = received.event
        let title = try await assemblies.title(of: event.assembly, in: write)
        let outcomes = try await assemblies.outcomes(of: event.assembly, in: write)
        let announced =
            outcomes.areWithoutPassage
            ? ResultAnnouncements.concluded(event, title: title) : ResultAnnouncements.effective(event, title: title)
        try await record.post(announced, of: received.id, in: write)
    }
}
