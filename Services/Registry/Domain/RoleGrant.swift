import Model

enum AccountTag {}
enum GrantTag {}
enum SessionTag {}

typealias AccountID = Identifier<AccountTag>
typealias GrantID = Identifier<GrantTag>
typealias SessionID = Identifier<SessionTag>

/// Who acts: a person, by their account, or a caller without one, such as the development issuer's or the internal key's.
///
/// Two different subjects of one person are one signatory, so that nobody confirms what they proposed themselves.
struct Signatory: Sendable, Hashable {
    let name: String

    init(_ account: AccountID) { name = account.description }

    /// A caller who has no account.
    init(subject: String) { name = subject }

    static let internalKey = Signatory(subject: "internal-key")
}

/// A role of a person in a community, or the district-wide one: proposed by one, confirmed by another, dated, revocable.
struct RoleGrant: Sendable, Equatable {
    let id: GrantID
    let account: AccountID
    /// None for the district-wide role.
    let community: CommunityID?
    let role: Role
    let from: Day
    /// The last day; nil for no end.
    let until: Day?
    let proposedBy: String
    let proposedAt: Timestamp
    var confirmedBy: String?
    var confirmedAt: Timestamp?
    var revokedBy: String?
    var revokedAt: Timestamp?
    /// The seat that it goes with, if it does.
    var seat: Seat?

    enum State: String, Sendable, CaseIterable {
        case proposed, coming, inForce, suspended, over, revoked
    }

    /// One member's time in one seat of a body.
    struct Place: Sendable, Hashable {
        let body: BodyID
        let seat: Int64
        let turn: Int64
    }

    struct Seat: Sendable, Equatable {
        let place: Place
        /// Whether the member has it still, in a body in office.
        let isHeld: Bool
        /// Whether the member sits for the owners and owns nothing there any more (R-B-07), whoever has their reference.
        let hasSold: Bool
        let suspendedFrom: Day?
        let suspendedUntil: Day?

        /// Whether the role rests, until the member acts again or owns something again.
        func rests(on day: Day) -> Bool {
            if hasSold { return true }
            guard let suspendedFrom, suspendedFrom <= day else { return false }
            return suspendedUntil.map { day <= $0 } ?? true
        }
    }

    func state(on day: Day) -> State {
        if revokedAt != nil { return .revoked }
        if let until, until < day { return .over }
        if let seat, !seat.isHeld { return .over }
        if confirmedAt == nil { return .proposed }
        if seat?.rests(on: day) == true { return .suspended }
        return from <= day ? .inForce : .coming
    }

    /// Whether it may still come into force, or is.
    func isOpen(on day: Day) -> Bool {
        switch state(on: day) {
        case .proposed, .coming, .inForce, .suspended: true
        case .over, .revoked: false
        }
    }

    /// Whether nobody else has had a word in it.
    func isOnlyProposed(by signatory: Signatory) -> Bool {
        confirmedAt == nil && proposedBy == signatory.name
    }

    /// Whether this says the same as a wish.
    func matches(_ wish: RoleWish) -> Bool {
        community == wish.community && role == wish.role && from == wish.from && until == wish.until
    }

    /// What follows when somebody confirms it.
    ///
    /// `alike` are all who sign for the same person, as far as the registry knows, and `codeIssuers` who else made a
    /// code that its bearer has used, and could have used it as well.
    ///
    /// - Returns: whether it is news; the same person may say it twice.
    /// - Throws: `PeopleError.grantClosed`, `.samePerson`, `.secondFactorMissing`
    func mayBeConfirmed(
        by signatory: Signatory, alike: Set<Signatory>, codeIssuers: Set<Signatory>, on day: Day, hasSecondFactor: Bool
    ) throws(PeopleError) -> Bool {
        if confirmedBy == signatory.name, revokedAt == nil { return false }
        guard confirmedAt == nil, revokedAt == nil, state(on: day) == .proposed else { throw .grantClosed }
        let bearers = alike.union([signatory])
        guard !bearers.contains(Signatory(subject: proposedBy)), !bearers.contains(Signatory(account)) else {
            throw .samePerson
        }
        guard bearers.isDisjoint(with: codeIssuers.subtracting([.internalKey])) else { throw .samePerson }
        // A known PIN must not be enough to get a role, nor a code that somebody else used before its bearer.
        guard hasSecondFactor else { throw .secondFactorMissing }
        return true
    }
}

/// A role that somebody is to have.
struct RoleWish: Sendable {
    let community: CommunityID?
    let role: Role
    let from: Day
    let until: Day?

    /// - Throws: `PeopleError.badWish` naming the field.
    init(community: CommunityID?, role: Role, from: Day, until: Day?) throws(PeopleError) {
        guard role != .owner else {
            throw .badWish("role", Phrase(zh: "业主身份来自名册，不能授予", en: "owners are who the roll says"))
        }
        guard (role == .operator) == (community == nil) else {
            throw .badWish(
                "role", Phrase(zh: "operator 不属于某个小区", en: "operator is of no community, every other role of one"))
        }
        if let until, until < from {
            throw .badWish("until", Phrase(zh: "早于开始日期", en: "is before the first day"))
        }
        self.community = community
        self.role = role
        self.from = from
        self.until = until
    }
}

/// Why something about people is refused.
enum PeopleError: Error, Equatable {
    /// Whatever was wrong, so that nobody learns which accounts there are.
    case signInRefused
    case tooManyAttempts(seconds: Int64)
    /// A refresh token that is unknown, used, expired or of an ended session.
    case sessionOver
    case codeRefused
    /// The right code, but used, cancelled or too old.
    case codeOver
    case loginTaken
    case secretRefused(InvalidValue)
    case badWish(String, Phrase)
    case accountUnknown
    case noAccount
    case secondFactorExists
    case grantUnknown
    case grantClosed
    case samePerson
    /// Nobody says by a document of their own which accounts are one person's.
    case ownDocument
    case secondFactorMissing
    case enoughOperators
    case accountDisabled
    /// A letter does not do for somebody who may do more than an owner.
    case inPersonOnly
    /// Nobody shuts themselves out.
    case ownAccount
    /// What was given as the present secret is not.
    case secretWrong
    /// The call was made before, and its answer is no longer kept; with what to do.
    case answerGone(Phrase)
}
