import EventLog
import Model

/// The count is final and shown.
struct OnAssemblyClosed: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<AssemblyClosed>, in write: borrowing Write) async throws {
        let event = received.event
        try await assemblies.close(event, in: write)
        let title = try await assemblies.title(of: event.assembly, in: write)
        let titles = try await assemblies.itemTitles(of: event.assembly, in: write)
        try await record.post(
            BallotAnnouncements.closed(event, title: title, titles: titles), of: received.id, in: write)
    }
}
