/// A type whose keys in a file are not all called as its properties are.
protocol NamesKeys {
    static var keys: [String] { get }
}

/// The keys that may stand at a place of a file, those that were left out among them.
///
/// A decoder tells only those that it misses, and an encoder those that have a value; the properties of what was read are
/// called as the keys are.
enum KnownKeys {
    /// - Parameters:
    ///   - path: the way there, such as `steps`, `[2]`, `papers`.
    ///   - value: what was read from the whole file.
    /// - Returns: none where it cannot be told.
    static func keys(at path: ArraySlice<String>, of value: Any) -> [String] {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional || mirror.displayStyle == .enum {
            return mirror.children.first.map { keys(at: path, of: $0.value) } ?? []
        }
        guard let name = path.first else {
            return (type(of: value) as? any NamesKeys.Type)?.keys ?? mirror.children.compactMap(\.label)
        }
        guard let next = member(name, of: mirror) else { return [] }
        return keys(at: path.dropFirst(), of: next)
    }

    private static func member(_ name: String, of mirror: Mirror) -> Any? {
        switch mirror.displayStyle {
        case .collection:
            return Int(name.dropFirst().dropLast()).flatMap { mirror.children.dropFirst($0).first?.value }
        case .dictionary:
            // All its values have the same keys.
            return mirror.children.first.flatMap { pair in
                Mirror(reflecting: pair.value).children.first { $0.label == "value" }?.value
            }
        default: return mirror.children.first { $0.label == name }?.value
        }
    }
}
