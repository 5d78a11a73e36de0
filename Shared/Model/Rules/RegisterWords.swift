/// The words in which the register of a ballot says how papers went out and came back; services and those who write stories
/// use the same.

/// Why a paper that was returned is no vote (R-E-09, R-E-10).
package enum PaperInvalidity: String, Codable, Sendable, CaseIterable {
    case unsigned, overVoted, unclear, altered
    /// Signed by somebody who may not vote for the unit.
    case notAuthorised
}

/// How a ballot gets to a unit.
package enum DeliveryMethod: String, Codable, Sendable, CaseIterable {
    case inPerson, post, electronic
    /// It could not be delivered, which was made public (R-M-21).
    case announcement
}
