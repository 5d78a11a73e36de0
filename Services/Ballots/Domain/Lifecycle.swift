import Model

/// Where an assembly stands, by what is stored of it, the database's clock and the district's day.
enum Phase: String, Sendable, CaseIterable {
    /// Announced with its agenda.
    case convened
    /// Ballots are taken.
    case open
    /// The voting is over; papers that were signed in time are still entered.
    case awaitingPapers
    /// Nothing is taken any more, and it is not counted yet.
    case due
    /// Counted; the result is posted, and owners may object.
    case inPublicity
    /// Posted for long enough, and not effective: an objection is open or was upheld, or nobody has said so yet.
    case posted
    /// The result stands.
    case effective
    /// Set aside as a whole by an authority (R-M-44).
    case annulled
    /// Set aside as a whole by a court (R-V-21).
    case revoked
}

/// What somebody, or time, does to an assembly.
enum Deed: String, Sendable, CaseIterable {
    case open, castVote, enterPapers, extend, count, object, answer, takeEffect, annul, revoke
    /// To convene another that puts its question again.
    case putAgain
}

/// The one table of what may be done when; `docs/decisions/0037` gives the reasons.
///
/// It says what the phase allows. Whether the deed itself is right, such as a count before the time, is judged by its command.
enum Lifecycle {
    enum Move: Sendable, Equatable {
        case to(Phase)
        /// It is done, and the phase stays.
        case stays
        /// It was done before, and is not done again.
        case done
        case refused(Reason)
    }

    enum Reason: String, Sendable, CaseIterable {
        case notOpenYet, alreadyOpened, votingOver, papersOver, notCounted, publicityRuns, publicityOver, effective,
            setAside
    }

    static func move(_ deed: Deed, in phase: Phase) -> Move {
        guard let move = table[phase]?[deed] else { preconditionFailure("the table has no \(deed) in \(phase)") }
        return move
    }

    static let table: [Phase: [Deed: Move]] = [
        .convened: row(
            open: .to(.open), vote: .refused(.notOpenYet), papers: .refused(.notOpenYet), extend: .refused(.notOpenYet),
            count: .refused(.notOpenYet), after: .notCounted),
        .open: row(
            open: .refused(.alreadyOpened), vote: .stays, papers: .stays, extend: .stays, count: .to(.inPublicity),
            after: .notCounted),
        .awaitingPapers: row(
            open: .refused(.alreadyOpened), vote: .refused(.votingOver), papers: .stays, extend: .refused(.votingOver),
            count: .to(.inPublicity), after: .notCounted),
        .due: row(
            open: .refused(.alreadyOpened), vote: .refused(.votingOver), papers: .refused(.papersOver),
            extend: .refused(.votingOver), count: .to(.inPublicity), after: .notCounted),
        .inPublicity: counted(
            object: .stays, answer: .stays, effect: .refused(.publicityRuns), annul: .to(.annulled),
            revoke: .to(.revoked)),
        .posted: counted(
            object: .refused(.publicityOver), answer: .stays, effect: .to(.effective), annul: .to(.annulled),
            revoke: .to(.revoked)),
        .effective: counted(
            object: .refused(.publicityOver), answer: .refused(.effective), effect: .done, annul: .to(.annulled),
            revoke: .to(.revoked)),
        .annulled: counted(
            object: .refused(.setAside), answer: .refused(.setAside), effect: .refused(.setAside),
            annul: .refused(.setAside),
            revoke: .refused(.setAside)),
        .revoked: counted(
            object: .refused(.setAside), answer: .refused(.setAside), effect: .refused(.setAside),
            annul: .refused(.setAside),
            revoke: .refused(.setAside)),
    ]

    /// A phase before the count, where nothing can be done yet that needs a result.
    private static func row(
        open: Move, vote: Move, papers: Move, extend: Move, count: Move, after: Reason
    ) -> [Deed: Move] {
        [
            .open: open, .castVote: vote, .enterPapers: papers, .extend: extend, .count: count,
            .object: .refused(after),
            .answer: .refused(after), .takeEffect: .refused(after), .annul: .refused(after), .revoke: .refused(after),
            .putAgain: .refused(after),
        ]
    }

    /// A phase after the count, in which the voting is over for ever.
    private static func counted(object: Move, answer: Move, effect: Move, annul: Move, revoke: Move) -> [Deed: Move] {
        [
            .open: .refused(.alreadyOpened), .castVote: .refused(.votingOver), .enterPapers: .refused(.votingOver),
            .extend: .refused(.votingOver), .count: .done, .object: object, .answer: answer, .takeEffect: effect,
            .annul: annul, .revoke: revoke, .putAgain: .stays,
        ]
    }
}

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
    /// - Parameters:
    ///   - now: the database's clock, which alone decides what is in time.
    ///   - today: the district's day, by which results are posted.
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
