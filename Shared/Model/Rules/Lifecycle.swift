/// The one table of what may be done when; `docs/decisions/0037` gives the reasons.
///
/// It says what the phase allows. Whether the deed itself is right, such as a count before the time, is judged by its command.
/// Stories are held to it before they are played.
package enum Lifecycle {
    /// Where an assembly stands, by what is stored of it, the clock and the district's day.
    package enum Phase: String, Encodable, Sendable, CaseIterable {
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
    package enum Deed: String, Sendable, CaseIterable {
        case open, castVote, enterPapers, extend, count, object, answer, takeEffect, annul, revoke
        /// To convene another that puts its question again.
        case putAgain
    }

    /// What becomes of the phase.
    package enum Move: Sendable, Equatable {
        case to(Phase)
        /// It is done, and the phase stays.
        case stays
        /// It was done before, and is not done again.
        case done
        case refused(Reason)
    }

    /// Why a deed cannot be done.
    package enum Reason: String, Sendable, CaseIterable {
        case notOpenYet, alreadyOpened, votingOver, papersOver, notCounted, publicityRuns, publicityOver, effective,
            setAside
    }

    /// What the table says of a deed in a phase.
    package static func move(_ deed: Deed, in phase: Phase) -> Move {
        guard let move = table[phase]?[deed] else { preconditionFailure("the table has no \(deed) in \(phase)") }
        return move
    }

    /// The moves of every phase, each with every deed.
    package static let table: [Phase: [Deed: Move]] = [
        .convened: row(
            open: .to(.open), vote: .refused(.notOpenYet), papers: .refused(.notOpenYet), extend: .refused(.notOpenYet),
            count: .refused(.notOpenYet)),
        .open: row(
            open: .refused(.alreadyOpened), vote: .stays, papers: .stays, extend: .stays, count: .to(.inPublicity)),
        .awaitingPapers: row(
            open: .refused(.alreadyOpened), vote: .refused(.votingOver), papers: .stays, extend: .refused(.votingOver),
            count: .to(.inPublicity)),
        .due: row(
            open: .refused(.alreadyOpened), vote: .refused(.votingOver), papers: .refused(.papersOver),
            extend: .refused(.votingOver), count: .to(.inPublicity)),
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
        open: Move, vote: Move, papers: Move, extend: Move, count: Move
    ) -> [Deed: Move] {
        [
            .open: open, .castVote: vote, .enterPapers: papers, .extend: extend, .count: count,
            .object: .refused(.notCounted), .answer: .refused(.notCounted), .takeEffect: .refused(.notCounted),
            .annul: .refused(.notCounted), .revoke: .refused(.notCounted), .putAgain: .refused(.notCounted),
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
