import Model

/// How the owners of one building took part in an item, and how they chose.
///
/// It decides nothing: assemblies count area and heads of the whole electorate. A head belongs to one building, that of the first
/// of its units that count, so that the buildings are the whole and nobody is found by what they are more.
struct BuildingCount: Sendable, Equatable {
    let building: BuildingCode
    /// The area of the units there, and the heads that belong there.
    let electorate: Weight
    /// How many heads took part; nil where it would tell of single owners.
    ///
    /// The area of those who did would be as good as a name.
    var participation: Int64?
    /// How many heads ticked what, in an election for each candidate; nil while that is sealed, and where it would tell of
    /// single owners.
    var choices: [Choice: Int64]?
}

extension [BuildingCount] {
    /// What anybody may see of them (docs/decisions/0044).
    ///
    /// - Parameters:
    ///   - least: how many have to be together so that nobody can be told from the others; nil where the rules do not
    ///     say, so that no choices are shown.
    ///   - isPetition: whoever takes part in one signs it, so that who took part is how they chose.
    /// - Returns: the same buildings in the same order; what may not be seen is nil.
    func published(least: Int64?, isPetition: Bool = false) -> [BuildingCount] {
        let crowd = Swift.max(2, least ?? 2)
        func isSafe(_ electors: Int64, _ voters: Int64) -> Bool {
            electors >= crowd && (voters == 0 || voters >= crowd) && (!isPetition || voters <= electors - 2)
        }
        let unsafe = Set(
            withheld(
                by: { ($0.electorate.heads, $1.building) > ($1.electorate.heads, $0.building) },
                showing: { isSafe($0.electorate.heads, $0.participation ?? 0) },
                rest: (electors: Int64(0), voters: Int64(0)),
                { $0 = ($0.electors + $1.electorate.heads, $0.voters + ($1.participation ?? 0)) },
                { isSafe($0.electors, $0.voters) }
            ).map(\.building))
        let alike = Set(
            withheld(
                by: { ($0.participation ?? 0, $1.building) > ($1.participation ?? 0, $0.building) },
                showing: { !unsafe.contains($0.building) && $0.crowd.tellsOfNobody(least: crowd) },
                rest: Crowd(), { $0.add($1.crowd) }, { $0.tellsOfNobody(least: crowd) }
            ).map(\.building))
        return map { count in
            var shown = count
            if unsafe.contains(count.building) { shown.participation = nil }
            if least == nil || alike.contains(count.building) { shown.choices = nil }
            return shown
        }
    }

    /// What anybody may see of a petition that runs: how many signed in all is told elsewhere, and nothing else of them.
    var withoutSignatures: [BuildingCount] {
        map { BuildingCount(building: $0.building, electorate: $0.electorate, participation: nil, choices: nil) }
    }

    /// Whether they tell more of how people chose than the result does, which is that of the only building where all live in one.
    var tellChoices: Bool {
        let parts = filter { $0.participation != 0 }
        return parts.count > 1 && parts.contains { $0.choices?.isEmpty == false }
    }
}

extension BuildingCount {
    fileprivate var crowd: Crowd { Crowd(heads: participation ?? 0, ticks: choices ?? [:]) }
}

extension Crowd {
    fileprivate func tellsOfNobody(least: Int64) -> Bool { heads == 0 || hides(least: least) }
}
