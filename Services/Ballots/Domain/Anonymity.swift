import Model

/// How far a ballot can be told from others by its area alone: areas are nearly unique, so that a row of area and choice often
/// names its owner.
///
/// A class are the ballots on one item with one area. Its rows may be shown when it has enough of them and they do not all say
/// the same.
struct Anonymity: Sendable, Equatable {
    /// The fewest ballots of a class whose rows are shown; nil where the rules give no number, so that none is.
    let least: Int64?
    let classes: [AreaClass]

    struct AreaClass: Sendable, Equatable {
        let item: Int16
        let area: Area
        let ballots: Int64
        /// How many different choices its ballots have.
        let choices: Int64
    }

    func shows(_ one: AreaClass) -> Bool {
        guard let least else { return false }
        return one.ballots >= max(2, least) && one.choices > 1
    }

    /// The areas of each item whose rows may be shown.
    var shown: [Int16: Set<Area>] {
        classes.filter(shows).reduce(into: [:]) { $0[$1.item, default: []].insert($1.area) }
    }
}
