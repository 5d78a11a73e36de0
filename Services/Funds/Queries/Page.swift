/// A part of a long list, and where the next one begins.
struct Page<Item: Sendable & Encodable>: Sendable, Encodable {
    let items: [Item]
    /// The cursor to go on with; nil where this was the end.
    let next: String?

    /// `found` are at most one more than the page may hold; that one says that the list goes on.
    ///
    /// `cursor` leads to what comes after an item.
    init(_ found: [Item], limit: Int, cursor: (Item) -> String) {
        items = Array(found.prefix(limit))
        next = found.count > limit ? items.last.map(cursor) : nil
    }
}
