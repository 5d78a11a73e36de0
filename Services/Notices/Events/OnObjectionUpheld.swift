import EventLog
import Model

/// A result does not take effect, since an objection to it was upheld.
struct OnObjectionUpheld: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<ObjectionUpheld>, in write: borrowing Write) async throws {
        let event = received.event
        try await assemblies.uphold(event, in: write)
        let title = try await assemblies.title(of: event.assembly, in: write)
        let titles = try await assemblies.itemTitles(of: event.assembly, in: write)
        let item = event.item.map { titles[$0] ?? $0.description }
        try await record.post(ResultAnnouncements.upheld(event, title: title, item: item), of: received.id, in: write)
    }
}
