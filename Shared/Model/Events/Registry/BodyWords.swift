/// What kind of body speaks for the owners of a community.
package enum BodyKind: String, WrittenWord, Sendable {
    /// 业主委员会
    case ownersCommittee
    /// 物业管理委员会: a temporary body that organises the owners (docs/rules.md).
    case propertyManagementCommittee
    /// 筹备组: prepares the first owners' meeting or an election (R-E-12).
    case preparatoryGroup
    /// 联席会议: several bodies that work together.
    case jointBody
}

/// How a body came to be; none is a matter of course: some property management committees were elected.
package enum BodyOrigin: String, WrittenWord, Sendable {
    case elected
    /// By the street or another authority, of its own accord.
    case appointed
    /// Formed because owners applied for it.
    case appliedFor
}

/// Whom a member speaks for.
package enum Represents: String, WrittenWord, Sendable {
    case owner, user, street, residentsCommittee, housingDepartment, partyOrganisation, propertyCompany, developer
    case ownersCommittee, mediationCommittee
}

package enum BodyOffice: String, WrittenWord, Sendable {
    case chair, deputy, member
}

/// What a member takes care of (S4-06).
package enum Portfolio: String, WrittenWord, Sendable {
    case finance, works, resources, order, mediation, publicity, records, other
}

/// Why somebody no longer is a member (R-B-07).
package enum LeavingCause: String, WrittenWord, Sendable {
    case resigned, noLongerOwner, removedByOwners, died, incapacitated
    /// The organisation that they spoke for sends somebody else.
    case replaced
}

package enum BodyEndCause: String, WrittenWord, Sendable {
    case termEnded
    /// A temporary body ends when the owners' committee is elected.
    case committeeElected
    /// Too few members remained (R-E-08).
    case tooFewMembers
    case dissolved
}

/// What has to be done about vacant seats (R-E-07, R-E-08).
package enum VacancyStep: String, WrittenWord, Sendable {
    case none
    /// The next alternate takes the seat.
    case fillFromAlternates
    case byElection, newElection, streetOrganises, earlyChangeOver
    /// The organisation that sent the member names another; an owner's seat is given to another owner.
    case nameAnother
}

/// Why a member is suspended (R-B-07, R-B-08).
package enum SuspensionCause: String, WrittenWord, Sendable {
    /// Absent from half of a year's sessions: until the owners have decided.
    case absences
    /// An authority or a court looks into what they did.
    case proceedings
    /// Fees unpaid, where the community's rules suspend for that.
    case arrears
    case ownRequest
}

/// How a suspension ended.
package enum SuspensionEnd: String, WrittenWord, Sendable {
    /// Its last day passed.
    case lapsed
    /// Somebody decided so.
    case lifted
}
