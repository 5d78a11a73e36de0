import EventLog
import Model

/// The voting goes on until a later time.
struct OnAssemblyExtended: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<AssemblyExtended>, in write: borrowing Write) async throws {
        let event = received.event
        let title = try await assemblies.title(of: event.assembly, in: write)
        try await assemblies.extend(event, in: write)
        try await record.post(ResultAnnouncements.extended(event, title: title), of: received.id, in: write)
    }
}
