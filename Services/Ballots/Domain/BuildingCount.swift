import Model

/// How the owners of one building took part in an item, and how they chose.
///
/// It decides nothing: assemblies count area and heads of the whole electorate. Whoever owns in several buildings is one of the
/// heads of each, so that the heads of all buildings may be more than those of the electorate.
struct BuildingCount: Sendable, Equatable {
    let building: BuildingCode
    let electorate: Weight
    /// Nil where it would tell of single owners.
    var participation: Weight?
    /// How many heads ticked what, in an election for each candidate; nil while that is sealed, and where it would tell of
    /// single owners.
    var choices: [Choice: Int64]?
}

extension [BuildingCount] {
    /// What anybody may see of them.
    ///
    /// - Parameter least: how many have to be together so that nobody can be told from the others; nil where the rules do not
    ///   say, so that no choices are shown.
    func published(least: Int64?) -> [BuildingCount] {
        let crowd = Swift.max(2, least ?? 2)
        let unsafe = concealed(by: { $0.electorate.heads }) { heads, _, _ in heads >= crowd }
        let alike = concealed(by: { $0.participation?.heads ?? 0 }) { _, heads, choices in
            // Where all say the same, whoever is known to have taken part is known to have said it.
            heads == 0 || (heads >= crowd && choices.values.contains { $0 > 0 && $0 < heads })
        }
        return map { count in
            var shown = count
            if unsafe.contains(count.building) { shown.participation = nil }
            if least == nil || shown.participation == nil || alike.contains(count.building) { shown.choices = nil }
            return shown
        }
    }

    /// The buildings that are not shown: those that are not safe, and as many of the smallest others as it takes that what is left
    /// when the shown ones are taken from the whole is safe as well.
    private func concealed(
        by size: (BuildingCount) -> Int64, _ isSafe: (_ electors: Int64, _ voters: Int64, [Choice: Int64]) -> Bool
    ) -> Set<BuildingCode> {
        func isSafeTogether(_ counts: some Sequence<BuildingCount>) -> Bool {
            var (electors, voters, choices) = (Int64(0), Int64(0), [Choice: Int64]())
            for count in counts {
                electors += count.electorate.heads
                voters += count.participation?.heads ?? 0
                choices.merge(count.choices ?? [:], uniquingKeysWith: +)
            }
            return isSafe(electors, voters, choices)
        }
        var hidden = filter { !isSafeTogether([$0]) }
        guard !hidden.isEmpty else { return [] }
        var shown = filter { isSafeTogether([$0]) }.sorted { (size($0), $1.building) > (size($1), $0.building) }
        while !isSafeTogether(hidden), let next = shown.popLast() { hidden.append(next) }
        return Set(hidden.map(\.building))
    }
}
