/// One question of an assembly.
package struct AgendaItem: Codable, Sendable, Equatable {
    package let item: ItemID
    package let title: String
    package let kind: MatterKind
    package let mandate: Mandate?
    /// Nil is a resolution.
    package let form: ItemForm?
    /// Further kinds that the question mixes: the strictest threshold of all holds (R-V-05).
    package let alsoKinds: [MatterKind]?
    /// Of an election only.
    package let election: Election?
    /// Alternative schemes have the same: of those that reach the thresholds only the one with most behind it passes.
    package let group: GroupCode?
    /// The share of the heads that a petition must reach.
    package let share: Ratio?

    package init(
        item: ItemID, title: String, kind: MatterKind, mandate: Mandate? = nil, form: ItemForm? = nil,
        alsoKinds: [MatterKind]? = nil, election: Election? = nil, group: GroupCode? = nil, share: Ratio? = nil
    ) {
        self.item = item
        self.title = title
        self.kind = kind
        self.mandate = mandate
        self.form = form
        self.alsoKinds = alsoKinds
        self.election = election
        self.group = group
        self.share = share
    }
}

/// An item with its count.
package struct CountedItem: Codable, Sendable, Equatable {
    package let item: ItemID
    package let result: ItemResult

    package init(item: ItemID, result: ItemResult) {
        self.item = item
        self.result = result
    }
}
