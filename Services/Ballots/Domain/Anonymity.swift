import Model

/// Which ballots may be shown by area and choice: areas are nearly unique, so that a row of both often names its owner.
///
/// A class are the ballots on one item with one area. Its rows are shown where they tell of nobody, and where the rest, which is
/// what the published result has more, tells of nobody either. Of an item whose choices are told by building no row is shown:
/// a building and a class may differ by one owner (docs/decisions/0044).
struct Anonymity: Sendable, Equatable {
    /// The fewest ballots of a class whose rows are shown; nil where the rules give no number, so that none is.
    let least: Int64?
    let classes: [AreaClass]
    /// The items whose choices are told by building.
    let toldByBuilding: Set<Int16>

    struct AreaClass: Sendable, Equatable {
        let item: Int16
        /// Nil for all ballots of classes that are too small, together.
        let area: Area?
        /// All its ballots together.
        var total: Area
        var crowd: Crowd
    }

    /// The classes of each item whose rows are shown.
    var shown: [AreaClass] {
        guard let least else { return [] }
        return Dictionary(grouping: classes) { $0.item }.filter { !toldByBuilding.contains($0.key) }.values.flatMap {
            classes in
            let withheld = classes.withheld(
                by: { ($0.crowd.heads, $1.total.hundredths) > ($1.crowd.heads, $0.total.hundredths) },
                showing: { $0.area != nil && $0.crowd.hides(least: least) },
                rest: (crowd: Crowd(), total: Int64(0)),
                { rest, one in
                    rest.crowd.add(one.crowd)
                    rest.total += one.total.hundredths
                },
                { $0.crowd.hides(least: least, in: Area(hundredths: $0.total)) })
            let hidden = Set(withheld.map(\.area))
            return classes.filter { !hidden.contains($0.area) }
        }
    }

    /// The areas of each item whose rows are shown.
    var shownAreas: [Int16: Set<Area>] {
        shown.reduce(into: [:]) { areas, one in
            if let area = one.area { areas[one.item, default: []].insert(area) }
        }
    }
}
