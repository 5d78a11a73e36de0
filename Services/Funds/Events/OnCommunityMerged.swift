import EventLog
import Model

/// The books of the community go on, and its units have their owners in the area from now on.
struct OnCommunityMerged: Sendable {
    let roll: RollStore

    func handle(_ received: Received<CommunityMerged>, _ write: borrowing Write) async throws {
        // Without the buildings' names one unit would be taken for another.
        guard let renamed = received.event.renamed else { return }
        try await roll.merge(
            into: received.event.into, on: received.event.on, renamed, toldAt: received.time, in: write)
    }
}
