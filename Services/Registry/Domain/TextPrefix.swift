import Model

/// The first sixteen bytes of a text as two numbers, by which many texts are sorted in a fraction of the time.
struct TextPrefix {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    /// How many bytes are there.
    private var count: UInt64 = 0

    init(_ text: String) { append(text) }

    /// The prefix of the code's text, which is not made for it.
    init(_ unit: UnitCode) {
        append(unit.building.description)
        append("-")
        append(unit.entrance.description)
        append("-")
        append(unit.number.description)
    }

    private mutating func append(_ text: String) {
        for byte in text.utf8 {
            guard count < 16 else { return }
            let shift = 56 - 8 * (count % 8)
            if count < 8 { first |= UInt64(byte) << shift } else { second |= UInt64(byte) << shift }
            count += 1
        }
    }

    /// The places of texts in the order of their bytes, those with the same prefix in any order.
    ///
    /// An index takes rising keys several times as fast, and nearly rising ones too.
    static func order(of prefixes: some Sequence<TextPrefix>) -> [Int] {
        var keys = prefixes.enumerated().map { Key(first: $1.first, second: $1.second, place: $0) }
        keys.sort { $0.first != $1.first ? $0.first < $1.first : $0.second < $1.second }
        return keys.map(\.place)
    }

    private struct Key {
        let first: UInt64
        let second: UInt64
        let place: Int
    }
}
