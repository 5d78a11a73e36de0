import EventLog
import Model

/// The area's board says of whom it is the board now.
struct OnCommunitiesJoined: Sendable {
    let communities: CommunityStore
    let record: PublicRecord

    func handle(_ received: Received<CommunitiesJoined>, in write: borrowing Write) async throws {
        var names: [String] = []
        for part in received.event.from {
            names.append(try await communities.name(of: part, in: write) ?? part.description)
        }
        try await record.post(MergerAnnouncements.joined(received.event, parts: names), of: received.id, in: write)
    }
}
