/// An amount of area and a number of heads, the two dimensions in which owners count (article 278).
package struct Weight: Codable, Sendable, Equatable {
    package let area: Area
    package let heads: Int64

    package init(area: Area, heads: Int64) {
        self.area = area
        self.heads = heads
    }

    package static let zero = Weight(area: .zero, heads: 0)

    package func adding(_ other: Weight) throws(ArithmeticOverflow) -> Weight {
        let (sum, overflow) = heads.addingReportingOverflow(other.heads)
        guard !overflow else { throw ArithmeticOverflow() }
        return Weight(area: try area.adding(other.area), heads: sum)
    }
}

/// The count of one item: everybody, those who took part, and how they chose.
///
/// Abstentions took part (R-V-02).
///
/// In an election `inFavour` are those who ticked somebody and `abstained` those who ticked nobody.
package struct ItemResult: Codable, Sendable, Equatable {
    package let electorate: Weight
    package let inFavour: Weight
    package let against: Weight
    package let abstained: Weight
    /// How much of the three is silence that the rules count (R-S-01…07); nil where there is none.
    package let silent: Weight?
    /// Those of whom only an invalid paper came back; they took no part (R-E-10).
    ///
    /// Nil where there are none.
    package let returnedInvalid: Weight?
    package let outcome: Outcome
    package let election: ElectionResult?

    /// Not quorate is no decision at all, other than rejected (R-V-01).
    package enum Outcome: String, WrittenWord, Sendable {
        case passed, rejected, notQuorate
        /// It would have passed, and an alternative to it has more behind it.
        case surpassed
        /// More papers came back than had been handed out (R-E-09).
        case void
        /// Counted, and nothing was to be decided.
        case noted
    }

    package init(
        electorate: Weight, inFavour: Weight, against: Weight, abstained: Weight, silent: Weight? = nil,
        returnedInvalid: Weight? = nil, outcome: Outcome, election: ElectionResult? = nil
    ) {
        self.electorate = electorate
        self.inFavour = inFavour
        self.against = against
        self.abstained = abstained
        self.silent = silent
        self.returnedInvalid = returnedInvalid
        self.outcome = outcome
        self.election = election
    }

    package func participation() throws(ArithmeticOverflow) -> Weight {
        try inFavour.adding(against).adding(abstained)
    }
}

extension Collection<ItemResult.Outcome> {
    /// Whether something was put to the vote together and none of it passed.
    ///
    /// What was only to be counted neither passes nor fails, and alone is not said to have.
    package var areWithoutPassage: Bool {
        let decided = filter { $0 != .noted }
        return !decided.isEmpty && !decided.contains(.passed)
    }
}

/// Who was elected (R-E-04…07).
package struct ElectionResult: Codable, Sendable, Equatable {
    /// In the order of their rank.
    package let elected: [CandidateCode]
    /// In the order in which they fill vacancies.
    package let alternates: [CandidateCode]
    /// All candidates in the order of their rank.
    package let candidates: [Votes]

    package struct Votes: Codable, Sendable, Equatable {
        package let candidate: CandidateCode
        package let votes: Weight

        package init(candidate: CandidateCode, votes: Weight) {
            self.candidate = candidate
            self.votes = votes
        }
    }

    package init(elected: [CandidateCode], alternates: [CandidateCode], candidates: [Votes]) {
        self.elected = elected
        self.alternates = alternates
        self.candidates = candidates
    }
}
