import EventLog
import Model

/// Takes the name and statement of a candidate back, by whoever convened or by the candidate; the candidate stands all the same.
struct WithdrawPresentation: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let candidates: CandidateStore

    struct Withdrawn: Codable, Sendable {
        let item: ItemID
        let candidate: CandidateCode
    }

    /// A `person` who asks must be the one who stands; nil is an officer.
    ///
    /// - Throws: `BallotsError.unknownAssembly`, `.unknownItem`; `.noPresentation`, also where it is somebody else's.
    func callAsFunction(
        _ candidate: CandidateCode, on item: ItemID, in assembly: AssemblyID, by person: Person?,
        of community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Withdrawn {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(assembly, in: write)
            guard let election = stored.assembly.items.first(where: { $0.item == item })?.election else {
                throw BallotsError.unknownItem(item)
            }
            let standing = election.candidates.first { $0.candidate == candidate }
            guard person == nil || standing?.owner.flatMap({ person?.acts(for: $0) }) == true,
                try await candidates.remove(candidate, on: item, of: stored, in: write)
            else { throw BallotsError.noPresentation(candidate) }
            return Withdrawn(item: item, candidate: candidate)
        }
    }
}
