import Model

/// A written authority to vote for the owner of a unit, in one assembly (R-M-22).
struct ProxyProposal: Sendable, Equatable {
    /// One of the principal's units; the holder votes for all of them together (R-C-04).
    let unit: UnitCode
    let proxy: WrittenProxy
    let writtenOn: Day
    /// Whether the holder works for the property company, as whoever records it says.
    let isPropertyStaff: Bool
}

/// What the frozen roll and the other authorities say about a proposed one.
struct ProxyGrounds: Sendable, Equatable {
    /// The owners of the unit.
    let owners: [OwnerID]
    /// Who votes for the unit.
    let voter: OwnerID
    /// The authority of the same principal that stands already.
    let standing: WrittenProxy?
    /// How many heads the holder votes for by others that stand.
    let held: Int64
    /// Whether the principal has voted on every item that is voted on by ballots.
    let hasVoted: Bool
}

extension ProxyProposal {
    /// Whether the authority may be taken.
    ///
    /// `isPrincipal` says whether an owner asks, for a unit of their own; else it is somebody who may record any.
    /// `recorder` is who is signed in, `limit` how many heads one holder may vote for, and `lastDay` the assembly's
    /// closing day or the district's, whichever is earlier.
    func check(
        _ grounds: ProxyGrounds, isPrincipal: Bool, recorder: Person, limit: Int64, lastDay: Day
    ) throws(BallotsError) {
        if isPrincipal, !recorder.acts(for: grounds.voter) { throw .notYourUnit(unit) }
        // The property company is what many questions are about (R-M-22).
        guard !isPropertyStaff else { throw .proxyExcluded }
        guard !grounds.owners.contains(proxy.holder) else { throw .proxyOfOneself(unit) }
        // Otherwise whoever records authorities could vote for everybody, alone (R-M-26).
        guard !recorder.isCalled(proxy.holder) else { throw .proxyToRecorder }
        guard writtenOn <= lastDay else { throw .proxyWrittenLate(lastDay) }
        guard grounds.standing == nil else { throw .proxyStands(unit) }
        guard !grounds.hasVoted else { throw .principalVoted(unit) }
        guard grounds.held < limit else { throw .proxyLimit(limit) }
    }
}

extension RulePack {
    /// How many heads one person may vote for; a pack that says nothing allows none.
    var proxyLimit: Int64 { parameters?[.proxyLimit].flatMap { Int64($0.value) } ?? 0 }
}
