/// The first sixteen bytes of a text as two numbers, by which many texts are sorted in a fraction of the time.
struct TextPrefix {
    private let first: UInt64
    private let second: UInt64

    init(_ text: String) {
        var (first, second, shift) = (UInt64(0), UInt64(0), UInt64(56))
        for (place, byte) in text.utf8.prefix(16).enumerated() {
            if place < 8 { first |= UInt64(byte) << shift } else { second |= UInt64(byte) << shift }
            shift = shift == 0 ? 56 : shift - 8
        }
        self.first = first
        self.second = second
    }

    static func < (left: Self, right: Self) -> Bool {
        left.first != right.first ? left.first < right.first : left.second < right.second
    }

    /// The places of the texts in the order of their bytes, those with the same prefix in any order.
    ///
    /// An index takes rising keys several times as fast, and nearly rising ones too.
    static func order(of texts: some Sequence<String>) -> [Int] {
        var keys = texts.enumerated().map { (prefix: TextPrefix($1), place: $0) }
        keys.sort { $0.prefix < $1.prefix }
        return keys.map(\.place)
    }
}
