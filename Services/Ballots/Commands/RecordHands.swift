import EventLog
import Model

/// Keeps how many hands were counted at an event, for an item of that form; it never binds anybody (R-M-08).
struct RecordHands: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let shows: ShowStore

    /// - Throws: `BallotsError.unknownAssembly`, `.notOpenYet`, `.closed`, `.unknownItem`, `.notByHands`, `.witnessesOneself`,
    ///   `.handsRecorded`.
    func callAsFunction(
        _ show: ShowOfHands, in assembly: AssemblyID, of community: CommunityID, by person: Person,
        claim: IdempotencyClaim?
    ) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(assembly, in: write)
            let basis = try stored.assembly.admitPapers(at: stored.readAt)
            guard let item = stored.assembly.items.first(where: { $0.item == show.item }) else {
                throw BallotsError.unknownItem(show.item)
            }
            guard item.form == .showOfHands else { throw BallotsError.notByHands(show.item) }
            guard let total = show.hands.total, total <= basis.electorate.heads else {
                throw BallotsError.moreHandsThanHeads(basis.electorate.heads)
            }
            // Two people answer for what nobody can count again.
            guard !person.isCalled(show.witness.description) else { throw BallotsError.witnessesOneself }
            guard try await shows.insert(show, of: stored, by: person.id, in: write) else {
                throw BallotsError.handsRecorded(show.item)
            }
            return Done()
        }
    }

    private struct Done: Codable, Sendable {}
}
