import Model

/// The classes of an assembly's ballots in numbers.
struct AnonymityBody: Encodable {
    let least: Int64?
    let items: [Item]

    struct Item: Encodable {
        let item: ItemID
        let ballots: Int64
        let classes: Int64
        let smallest: Int64
        let unique: Int64
        let alike: Int64
        let shown: Int64
    }

    init(_ anonymity: Anonymity, _ agenda: [AgendaItem]) {
        least = anonymity.least
        let byItem = Dictionary(grouping: anonymity.classes, by: \.item)
        items = agenda.enumerated().map { index, item in
            let classes = byItem[Int16(index + 1)] ?? []
            func ballots(_ isMeant: (Anonymity.AreaClass) -> Bool) -> Int64 {
                classes.filter(isMeant).reduce(0) { $0 + $1.ballots }
            }
            return Item(
                item: item.item, ballots: ballots { _ in true }, classes: Int64(classes.count),
                smallest: classes.map(\.ballots).min() ?? 0, unique: ballots { $0.ballots == 1 },
                alike: ballots { $0.choices == 1 }, shown: ballots(anonymity.shows))
        }
    }
}
