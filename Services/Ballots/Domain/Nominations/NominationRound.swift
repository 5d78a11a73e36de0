import Model

enum RoundKind {}
/// The name of a round of nominations in its community.
typealias RoundCode = Code<RoundKind>

/// The time in which owners and organisations nominate candidates for the seats of a body (R-E-01).
struct NominationRound: Sendable, Equatable {
    let code: RoundCode
    let body: BodyID
    let seats: Int64
    /// The first and the last day on which somebody may be nominated.
    let opensOn: Day
    let closesOn: Day

    /// How many nominations a round takes at most by those who stand themselves, and as many on paper, so that what
    /// officers record takes nobody's place (docs/decisions/0059).
    static let limit = 200

    func faults(today: Day) -> [ProposalFault] {
        var faults: [ProposalFault] = []
        if !(1...Int64(Proposal.candidateLimit)).contains(seats) {
            faults.append(ProposalFault("seats", seats < 1 ? .zero : .tooMany(limit: Proposal.candidateLimit)))
        }
        if opensOn < today { faults.append(ProposalFault("opensOn", .dayBehind(today))) }
        if closesOn < opensOn { faults.append(ProposalFault("closesOn", .dayBehind(opensOn))) }
        return faults
    }

    /// - Throws: `NominationRefusal.notOpen`
    func checkOpen(on today: Day) throws(NominationRefusal) {
        guard (opensOn...closesOn).contains(today) else { throw .notOpen(from: opensOn, until: closesOn) }
    }
}

/// Somebody who was nominated, and what became of it.
struct Nomination: Sendable, Equatable {
    let candidate: CandidateCode
    let channel: NominationChannel
    let owner: OwnerID
    /// SHA-256 of what was handed in on paper.
    let evidence: Digest256?
    let nominatedOn: Day
    /// Owners who support a joint nomination, on paper and by themselves; owners of one head are one (R-C-07).
    let supporters: Int64
    let decision: Decision?
    let withdrawnOn: Day?

    struct Decision: Sendable, Equatable {
        let isAccepted: Bool
        /// For the nominee and those who screen.
        let reason: String
        let on: Day

        static let reasonLimit = 200
    }

    enum Standing: String, Encodable, Sendable, CaseIterable { case proposed, accepted, refused, withdrawn }

    var standing: Standing {
        if withdrawnOn != nil { return .withdrawn }
        return switch decision?.isAccepted {
        case nil: .proposed
        case true?: .accepted
        case false?: .refused
        }
    }
}

/// Somebody who was nominated, as far as it matters for what may be done about it.
struct Nominee: Sendable, Equatable {
    let channel: NominationChannel
    let owner: OwnerID
    /// SHA-256 of what was handed in on paper.
    let evidence: Digest256?
    let withdrawnOn: Day?

    /// Whether somebody may support it, for a head that is none of the nominee's own.
    ///
    /// - Throws: `NominationRefusal.withdrawn`, `.notJoint`, `.supportsOneself`
    func checkSupport(by person: Person, for head: HeadID, own: [HeadID]) throws(NominationRefusal) {
        guard withdrawnOn == nil else { throw .withdrawn }
        guard channel == .joint else { throw .notJoint }
        guard !own.contains(head), !person.isCalled(owner) else { throw .supportsOneself }
    }

    /// Whether whoever is signed in may decide about it.
    ///
    /// - Throws: `NominationRefusal.withdrawn`, `.decidesOneself`
    func checkDecision(by person: Person) throws(NominationRefusal) {
        guard withdrawnOn == nil else { throw .withdrawn }
        guard !person.isCalled(owner) else { throw .decidesOneself }
    }

    /// Whether it may be taken back: what a nominee did for themselves only by them, what came on paper on paper as well.
    ///
    /// - Parameter person: who takes it back for themselves; nil is whoever records the nominee's declaration.
    /// - Throws: `NominationRefusal.withdrawn`, `.unknownNomination` for another's, `.onlyNominee`
    func checkWithdrawal(by person: Person?) throws(NominationRefusal) {
        guard person?.acts(for: owner) != false else { throw .unknownNomination }
        guard person != nil || evidence != nil else { throw .onlyNominee }
        guard withdrawnOn == nil else { throw .withdrawn }
    }
}

/// A list of candidates as it was posted (R-E-02).
struct NominationPosting: Sendable, Equatable {
    let postedOn: Day
    let candidates: [CandidateCode]
}

extension [Nomination] {
    /// Those who would be on the list, in the order of their codes.
    var accepted: [CandidateCode] { filter { $0.standing == .accepted }.map(\.candidate) }
}

extension NominationRound {
    /// The list to be posted for the first time.
    ///
    /// - Throws: `NominationRefusal.roundRuns`, `.undecided`, `.nobodyAccepted`
    func list(of nominations: [Nomination], today: Day) throws(NominationRefusal) -> [CandidateCode] {
        guard today > closesOn else { throw .roundRuns(until: closesOn) }
        let undecided = nominations.count { $0.standing == .proposed }
        guard undecided == 0 else { throw .undecided(undecided) }
        let accepted = nominations.accepted
        guard !accepted.isEmpty else { throw .nobodyAccepted }
        return accepted
    }
}

/// Why nothing is nominated, decided or posted.
///
/// Nothing was stored.
enum NominationRefusal: Error, Equatable {
    case unknownRound
    case roundExists
    case notOpen(from: Day, until: Day)
    /// Owners alone stand and support, and those of this community.
    case notAnOwner
    case alreadyNominated
    case roundFull(limit: Int)
    case unknownNomination
    case withdrawn
    case notJoint
    case supportsOneself
    case decidesOneself
    /// It did not come on paper, so that nobody else takes it back.
    case onlyNominee
    case alreadySupported
    case tooFewSupporters(Int64, least: Int64)
    case roundRuns(until: Day)
    case undecided(Int)
    case nobodyAccepted
    case alreadyPosted
    /// An election was convened by its list.
    case inUse
}
