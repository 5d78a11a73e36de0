import Model

/// The ballots of one item, added up by what they say.
struct Tally: Sendable, Equatable {
    private(set) var weights: [Choice: Weight] = [:]

    subscript(choice: Choice) -> Weight { weights[choice] ?? .zero }

    mutating func add(_ weight: Weight, to choice: Choice) throws(ArithmeticOverflow) {
        weights[choice] = try self[choice].adding(weight)
    }

    func without(_ choice: Choice) -> Tally {
        var rest = self
        rest.weights[choice] = nil
        return rest
    }

    /// Everybody of whom there is a ballot; abstentions took part (R-V-02).
    func participation() throws(ArithmeticOverflow) -> Weight {
        var sum = Weight.zero
        for weight in weights.values { sum = try sum.adding(weight) }
        return sum
    }
}

/// What an item's count rests on beside its ballots.
struct Returns: Sendable, Equatable {
    /// Those who got a ballot with a warning and of whom nothing came back (R-S-05).
    var silent = Weight.zero
    /// Those of whom only invalid papers came back (R-E-10).
    var invalid = Weight.zero
    /// How many papers came back, whatever became of them.
    var papers: Int64 = 0
    /// How many papers were handed out; nil without a register of delivery.
    var papersIssued: Int64?
    /// Whether that register names every unit that counts.
    var isRegisterComplete = false
    /// Hands that were counted at an event.
    var hands: Hands?

    struct Hands: Sendable, Equatable {
        let inFavour: Int64
        let against: Int64
        let abstained: Int64

        /// Nil where it is no number of hands.
        var total: Int64? {
            let (some, overflow) = inFavour.addingReportingOverflow(against)
            let (sum, overflows) = some.addingReportingOverflow(abstained)
            return overflow || overflows ? nil : sum
        }
    }
}

/// What all items of an assembly are counted by.
struct CountingBasis: Sendable {
    let electorate: Weight
    let rules: RulePack
    /// Draws the lots.
    let rollHash: Digest256
}

extension RulePack.Threshold {
    /// Whether both dimensions reach it.
    func isReached(by part: Weight, of whole: Weight) -> Bool {
        ratio.isReached(by: part.area.hundredths, of: whole.area.hundredths, comparison)
            && ratio.isReached(by: part.heads, of: whole.heads, comparison)
    }

    /// Whether it asks more than `other`: a larger ratio, or of equal ones more than the ratio (R-V-05).
    func isStricter(than other: Self) -> Bool {
        // The terms of a ratio are at most a million, so that the products fit.
        let mine = ratio.numerator * other.ratio.denominator
        let theirs = other.ratio.numerator * ratio.denominator
        return mine > theirs || (mine == theirs && comparison == .moreThan && other.comparison == .atLeast)
    }
}

extension RulePack {
    /// The strictest approval of all kinds that the item mixes (R-V-05).
    ///
    /// - Throws: `InvalidValue` for a pack without a threshold for one of them.
    func approval(of item: AgendaItem) throws(InvalidValue) -> Threshold {
        var strictest: Threshold?
        for kind in [item.kind] + (item.alsoKinds ?? []) {
            guard let threshold = approval[kind] else {
                throw InvalidValue("rule pack", "lacks approval.\(kind.rawValue)")
            }
            if strictest.map(threshold.isStricter) ?? true { strictest = threshold }
        }
        guard let strictest else { throw InvalidValue("rule pack", "lacks approval") }
        return strictest
    }
}
