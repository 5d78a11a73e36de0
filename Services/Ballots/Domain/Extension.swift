import Model

/// A voting that is to go on for longer (R-M-13).
struct Extension: Sendable, Equatable {
    let assembly: AssemblyID
    let closesAt: Timestamp
    /// Nil keeps the distance to `closesAt` that it had.
    let papersUntil: Timestamp?
    /// What the owners are told, such as that too few had voted.
    let reason: String
}

extension Assembly {
    /// The fact that the voting goes on.
    ///
    /// `times` is how often it was extended before, and `rules` what the assembly froze.
    ///
    /// - Throws: `BallotsError.proposal` for the reason's text; `LifecycleRefusal`.
    func extend(_ wanted: Extension, times: Int64, by rules: MeetingRules) throws -> AssemblyExtended {
        let faults = ProposalFault.ofTitle(wanted.reason, in: "reason")
        guard faults.isEmpty else { throw BallotsError.proposal(faults) }
        guard let basis else { throw BallotsError.notOpenYet(id) }
        let limit = try rules.extensions()
        guard times < limit else { throw LifecycleRefusal.extensionsUsedUp(limit: limit) }
        guard wanted.closesAt > closesAt else { throw LifecycleRefusal.notLater(than: closesAt) }
        let latest = try rules.latestExtension(of: closesAt, openedAt: basis.openedAt)
        guard wanted.closesAt <= latest else { throw LifecycleRefusal.extensionTooLong(latest: latest) }
        return AssemblyExtended(
            assembly: id, closesAt: wanted.closesAt, papersUntil: try papers(after: wanted, by: rules),
            reason: wanted.reason)
    }

    /// Nil where papers are entered until the voting ends.
    private func papers(after wanted: Extension, by rules: MeetingRules) throws -> Timestamp? {
        let latest = try rules.latestPapers(closesAt: wanted.closesAt)
        guard let given = wanted.papersUntil else {
            // Within `latest`, which may fall differently on its day.
            let distance = papersUntil.microseconds - closesAt.microseconds
            let kept = min(Timestamp(microseconds: wanted.closesAt.microseconds + distance), latest)
            return kept > wanted.closesAt ? kept : nil
        }
        // Whoever extends must not cut off papers that were to be entered until then.
        let earliest = max(wanted.closesAt, papersUntil)
        guard given >= earliest else { throw LifecycleRefusal.papersBeforeClosing(earliest) }
        guard given <= latest else { throw LifecycleRefusal.papersTooLate(latest: latest) }
        return given == wanted.closesAt ? nil : given
    }
}
