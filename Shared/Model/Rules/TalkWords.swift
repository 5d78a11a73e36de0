/// The words in which people say what was heard before a vote, and what is held against its result; services and those who write
/// stories use the same.

package enum TopicKind {}
/// What people are visited or consulted about: `lifts`, or the code of an assembly.
package typealias TopicCode = Code<TopicKind>

/// What somebody at a door thinks of it.
package enum VisitOpinion: String, WrittenWord, Sendable {
    case inFavour = "for"
    case against, undecided, notMet
}

/// Kinds of questions and objections, so that answers can be prepared for all who have them.
package enum VisitConcern: String, WrittenWord, Sendable {
    case cost, fairness, safety, structure, noise, light, view, land, waiting, works, trust, other
}

package enum ConsultationKind: String, WrittenWord, Sendable {
    case salon, meeting
    /// Of departments and bodies (S0-23).
    case jointMeeting
    /// To the public, at the end of works (S1-11).
    case report
    case expertOpinion

    /// Whether it is a document that is published, rather than people who meet.
    package var isDocument: Bool { self == .expertOpinion }
}

/// Who was there.
package enum ConsultationParty: String, WrittenWord, Sendable {
    case owners, tenants, merchants, committee, propertyManagementCommittee, residentsCommittee, street, property,
        maintainer, contractor, experts, department
}

/// What an owner has against a posted result.
package enum ObjectionCategory: String, WrittenWord, Sendable {
    /// How ballots were counted.
    case counting
    /// How the meeting was called and held.
    case procedure
    /// Who voted, or was elected, and should not have.
    case eligibility
    /// What was decided.
    case matter
    case other
}

package enum ObjectionVerdict: String, WrittenWord, Sendable {
    case dismissed
    /// The result cannot stand as it is: it does not take effect.
    case upheld
}
