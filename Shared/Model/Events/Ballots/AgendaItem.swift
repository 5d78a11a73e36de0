/// One question of an assembly.
package struct AgendaItem: Codable, Sendable, Equatable {
    package let item: ItemID
    package let title: String
    package let kind: MatterKind
    package let mandate: Mandate?

    package init(item: ItemID, title: String, kind: MatterKind, mandate: Mandate? = nil) {
        self.item = item
        self.title = title
        self.kind = kind
        self.mandate = mandate
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
