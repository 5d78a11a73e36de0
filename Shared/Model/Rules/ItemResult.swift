/// An amount of area and a number of heads, the two dimensions in which owners count (art. 278).
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

/// The count of one item: everybody, those who took part, and how they chose. Abstentions took part (R-V-02).
package struct ItemResult: Codable, Sendable, Equatable {
    package let electorate: Weight
    package let inFavour: Weight
    package let against: Weight
    package let abstained: Weight
    package let outcome: Outcome

    /// Not quorate is no decision at all, other than rejected (R-V-01).
    package enum Outcome: String, Codable, Sendable { case passed, rejected, notQuorate }

    package init(electorate: Weight, inFavour: Weight, against: Weight, abstained: Weight, outcome: Outcome) {
        self.electorate = electorate
        self.inFavour = inFavour
        self.against = against
        self.abstained = abstained
        self.outcome = outcome
    }

    package func participation() throws(ArithmeticOverflow) -> Weight {
        try inFavour.adding(against).adding(abstained)
    }
}
