/// A part of the books, and which books they are.
struct BooksPage<Item: Sendable & Encodable>: Sendable, Encodable {
    let items: [Item]
    /// The cursor to go on with; nil where this was the end.
    let next: String?
    /// The number of the last transaction that counts here.
    ///
    /// Nothing is ever changed, so that who asks for it with every page sees the same books, whatever is posted meanwhile.
    let through: Int64
}
