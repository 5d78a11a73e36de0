import EventLog
import Model

/// The turnout grows; who voted and how is not known here.
struct OnVoteAccepted: Sendable {
    let communities: CommunityStore
    let assemblies: AssemblyStore

    func handle(_ received: [Received<VoteAccepted>], in write: borrowing Write) async throws {
        try await assemblies.add(Turnout(received.map(\.event)), in: write)
        try await communities.touch(in: write)
    }
}
