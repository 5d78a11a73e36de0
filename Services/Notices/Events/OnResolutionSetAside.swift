import EventLog
import Model

/// An authority or a court took a decision away; the notices of it stay, and this one follows them.
struct OnResolutionSetAside: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<ResolutionSetAside>, in write: borrowing Write) async throws {
        let event = received.event
        try await assemblies.setAside(event, in: write)
        let title = try await assemblies.title(of: event.assembly, in: write)
        let titles = try await assemblies.itemTitles(of: event.assembly, in: write)
        let item = event.item.map { titles[$0] ?? $0.description }
        try await record.post(
            ResultAnnouncements.setAside(event, title: title, item: item), of: received.id, in: write)
    }
}
