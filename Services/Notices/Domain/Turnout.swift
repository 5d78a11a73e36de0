import Model

/// Who newly took part in each item.
struct Turnout: Equatable {
    struct Item: Hashable {
        let assembly: AssemblyID
        let item: ItemID
    }

    private(set) var items: [Item: Weight] = [:]

    /// - Throws: `ArithmeticOverflow`
    init(_ votes: some Sequence<VoteAccepted>) throws(ArithmeticOverflow) {
        for vote in votes {
            let item = Item(assembly: vote.assembly, item: vote.item)
            items[item] = try (items[item] ?? .zero).adding(Weight(area: vote.area, heads: 1))
        }
    }
}
