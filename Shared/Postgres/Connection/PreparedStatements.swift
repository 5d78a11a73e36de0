/// The statements that a server has prepared for one connection, the most recently used up to a limit.
final class PreparedStatements {
    /// One text can be bound with other types elsewhere, and is another statement then.
    struct Key: Hashable {
        let text: String
        let types: [UInt32]

        /// A thousand bytes are compared many times faster than they are hashed, and hardly two statements are equally
        /// long.
        func hash(into hasher: inout Hasher) {
            hasher.combine(text.utf8.count)
            hasher.combine(types)
        }
    }

    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    private var prepared: UInt64 = 0
    /// Names that the server still holds and nobody uses.
    private(set) var superseded: [String] = []

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// The name under which the server knows the statement.
    func name(for key: Key) -> String? {
        uses += 1
        guard let index = entries.index(forKey: key) else { return nil }
        entries.values[index].lastUse = uses
        return entries.values[index].name
    }

    /// A name for a statement that is about to be prepared.
    func insert(_ key: Key) -> String {
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            supersede(oldest.key)
        }
        prepared += 1
        let name = "s\(prepared)"
        entries[key] = Entry(name: name, lastUse: uses)
        return name
    }

    /// The statement was not prepared under this name after all.
    func remove(_ key: Key, name: String) {
        if entries[key]?.name == name {
            entries[key] = nil
        }
        // It may have made room for another in the same flight; the server would refuse to forget what it never knew.
        deallocated(name)
    }

    /// The statement is to be prepared afresh when it is next used.
    func supersede(_ key: Key) {
        if let entry = entries.removeValue(forKey: key) {
            superseded.append(entry.name)
        }
    }

    func deallocated(_ name: String) {
        superseded.removeAll { $0 == name }
    }
}
