import EventLog
import Model

/// The board says where the community's matters are decided from now on, and stays for what was decided here.
struct OnCommunityMerged: Sendable {
    let communities: CommunityStore
    let record: PublicRecord

    func handle(_ received: Received<CommunityMerged>, in write: borrowing Write) async throws {
        let event = received.event
        try await communities.merge(into: event.into, on: event.on, in: write)
        // The area's shard may not be as far as this one, and its name not known yet.
        let name = try await communities.name(of: event.into, in: write) ?? event.into.description
        try await record.post(MergerAnnouncements.merged(event, area: name), of: received.id, in: write)
    }
}
