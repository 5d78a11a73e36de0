import Model

typealias Phase = Lifecycle.Phase
typealias Deed = Lifecycle.Deed

/// What became of the result of a counted assembly.
struct Aftermath: Sendable, Equatable {
    /// The day of the count, on which the result is posted.
    let countedOn: Day
    /// The last day of the posting; nil until the year is announced that decides it.
    var lastDayOfPublicity: Day?
    var effectiveOn: Day?
    var setAside: [SetAside] = []

    /// A decision that an authority or a court took away.
    struct SetAside: Sendable, Equatable, Codable {
        /// Nil is the whole assembly.
        let item: ItemID?
        let by: ResolutionSetAside.Authority
        let document: Digest256
        let on: Day
    }

    /// Whether nothing is left of the item.
    func isSetAside(_ item: ItemID) -> Bool { setAside.contains { $0.item == nil || $0.item == item } }
}

extension Assembly {
    /// Where the assembly stands.
    ///
    /// `now` is the database's clock, which alone decides what is in time; `today` is the district's day, by which
    /// results are posted.
    func phase(at now: Timestamp, today: Day) -> Phase {
        switch state {
        case .convened: return .convened
        case .open:
            if now < closesAt { return .open }
            return now < papersUntil ? .awaitingPapers : .due
        case .awaitingPapers: return now < papersUntil ? .awaitingPapers : .due
        case .closed:
            guard let aftermath else { return .inPublicity }
            if let whole = aftermath.setAside.first(where: { $0.item == nil }) {
                return whole.by == .court ? .revoked : .annulled
            }
            if aftermath.effectiveOn != nil { return .effective }
            guard let last = aftermath.lastDayOfPublicity, today > last else { return .inPublicity }
            return .posted
        }
    }

    /// Until when papers are entered.
    var papersUntil: Timestamp { terms.papersUntil ?? closesAt }

    /// Papers that were signed after the voting, which is what their time of entry is not about, or before anybody had
    /// been told what is asked.
    func untimelySignatures(_ papers: [Paper]) -> [CSVFault] {
        papers.compactMap { paper in
            let last = closesAt.lastDay
            if paper.signedOn > last {
                return paper.row.fault(
                    "signed_on", Phrase(zh: "晚于表决截止日 \(last)", en: "is after the last day of the voting, \(last)"))
            }
            return noticeFault(of: paper.signedOn).map { paper.row.fault("signed_on", $0) }
        }
    }

    /// Why a day cannot be one of the voting; nil where it can, as far as the notice tells.
    func noticeFault(of day: Day) -> Phrase? {
        guard let noticeOn = terms.noticeOn, day < noticeOn else { return nil }
        return Phrase(zh: "早于通知业主的日期 \(noticeOn)", en: "is before the day on which the owners were told, \(noticeOn)")
    }

    /// What the table says of a deed.
    ///
    /// - Throws: why the phase does not allow it.
    func admit(_ deed: Deed, at now: Timestamp, today: Day) throws -> Lifecycle.Move {
        let move = Lifecycle.move(deed, in: phase(at: now, today: today))
        guard case .refused(let reason) = move else { return move }
        throw refusal(reason, at: now)
    }

    private func refusal(_ reason: Lifecycle.Reason, at now: Timestamp) -> any Error {
        switch reason {
        case .notOpenYet: BallotsError.notOpenYet(id)
        case .alreadyOpened: BallotsError.alreadyOpened(id)
        case .votingOver: BallotsError.closed(id, closesAt: closesAt, now: now)
        case .papersOver: BallotsError.entryOver(id, papersUntil: papersUntil, now: now)
        case .notCounted: BallotsError.notClosed(id)
        case .publicityRuns: LifecycleRefusal.publicityRuns(until: aftermath?.lastDayOfPublicity)
        case .publicityOver: LifecycleRefusal.publicityOver(since: aftermath?.lastDayOfPublicity)
        case .effective: LifecycleRefusal.effective
        case .setAside: LifecycleRefusal.setAside
        }
    }
}
