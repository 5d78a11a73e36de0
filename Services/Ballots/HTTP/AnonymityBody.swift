import Model

/// The classes of an assembly's ballots in numbers, which anybody may ask for.
///
/// How many ballots are in classes that all say the same is not among them: whoever is in the only class of several
/// would know by it how the others of their area voted (docs/decisions/0044).
struct AnonymityBody: Encodable {
    let least: Int64?
    let items: [Item]

    struct Item: Encodable {
        let item: ItemID
        let ballots: Int64
        let classes: Int64
        let smallest: Int64
        let unique: Int64
        let shown: Int64
    }

    init(_ anonymity: Anonymity, _ counts: [BundleStore.AreaCount], _ agenda: [AgendaItem]) {
        least = anonymity.least
        let shown = anonymity.shown
        items = agenda.enumerated().map { index, item in
            let number = Int16(index + 1)
            let count = counts.first { $0.item == number }
            return Item(
                item: item.item, ballots: count?.ballots ?? 0, classes: count?.classes ?? 0,
                smallest: count?.smallest ?? 0, unique: count?.unique ?? 0,
                shown: shown.filter { $0.item == number }.reduce(0) { $0 + $1.crowd.heads })
        }
    }
}
