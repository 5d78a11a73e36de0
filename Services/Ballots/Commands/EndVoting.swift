import EventLog
import Model

/// Ends a voting for good whose papers are still entered.
///
/// From then on no clock that is set back lets anybody vote again (docs/decisions/0037).
struct EndVoting: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore

    /// One that was extended meanwhile goes on.
    func callAsFunction(_ id: AssemblyID, in community: CommunityID) async throws {
        _ = try await log.write(to: community) { write in
            try await assemblies.endVoting(of: id, in: write)
            return Done()
        }
    }

    private struct Done: Codable, Sendable {}
}
