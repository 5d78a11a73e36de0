import Model

/// People of whom it is told together how many of them chose what.
struct Crowd: Sendable, Equatable {
    private(set) var heads: Int64 = 0
    /// How many ticked what: in an election each candidate by itself, so that one head may be in several.
    private(set) var ticks: [Choice: Int64] = [:]

    mutating func add(_ heads: Int64, of choice: Choice) {
        self.heads += heads
        for tick in choice.ticks { ticks[tick, default: 0] += heads }
    }

    mutating func add(_ other: Crowd) {
        heads += other.heads
        ticks.merge(other.ticks, uniquingKeysWith: +)
    }

    /// Whether it tells of nobody how many chose what: they are enough, and no choice is that of all, which would be known of
    /// each, or of all but one, who alone would know it of each of the others.
    func hides(least: Int64) -> Bool {
        heads >= max(2, least) && ticks.values.allSatisfy { $0 <= heads - 2 }
    }

    /// Whether it tells of nobody even where the area behind each choice is known too.
    ///
    /// An area is as good as a name. So of each choice there are enough who made it and enough who did not, and there are so
    /// many more ways to tell them apart than hundredths of a square metre that many ways have the same area.
    func hides(least: Int64, in area: Area) -> Bool {
        let least = max(2, least)
        return ticks.values.allSatisfy { tick in
            min(tick, heads - tick) >= least
                && waysReach(Int128(least) * Int128(area.hundredths), choosing: min(tick, heads - tick))
        }
    }

    /// Whether there are so many ways to choose so many of the heads.
    private func waysReach(_ limit: Int128, choosing some: Int64) -> Bool {
        var ways: Int128 = 1
        for chosen in 0..<some {
            if ways >= limit { return true }
            ways = ways * Int128(heads - chosen) / Int128(chosen + 1)
        }
        return ways >= limit
    }
}

extension Choice {
    /// What is counted of it: in an election each candidate.
    fileprivate var ticks: [Choice] {
        guard case .candidates(let candidates) = self else { return [self] }
        return candidates.map { .candidates([$0]) }
    }
}

extension Array {
    /// The parts of a whole that are withheld where anybody knows the whole: those that would tell of somebody, and as many of the
    /// smallest others as it takes until what is left when the shown ones are taken from the whole tells of nobody either.
    ///
    /// `isLarger` is the order of the parts, the largest first; `add` adds a part to the rest, and `isSafe` says
    /// whether the rest tells of nobody.
    func withheld<Rest>(
        by isLarger: (Element, Element) -> Bool, showing isShown: (Element) -> Bool, rest empty: Rest,
        _ add: (inout Rest, Element) -> Void, _ isSafe: (Rest) -> Bool
    ) -> [Element] {
        var hidden = filter { !isShown($0) }
        guard !hidden.isEmpty else { return [] }
        var shown = filter(isShown).sorted(by: isLarger)
        var rest = hidden.reduce(into: empty, add)
        while !isSafe(rest), let next = shown.popLast() {
            hidden.append(next)
            add(&rest, next)
        }
        return hidden
    }
}
