import EventLog
import Model

/// The agenda is announced.
struct OnAssemblyConvened: Sendable {
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<AssemblyConvened>, in write: borrowing Write) async throws {
        try await assemblies.convene(received.event, at: received.time, in: write)
        try await record.post(BallotAnnouncements.convened(received.event), of: received.id, in: write)
    }
}
