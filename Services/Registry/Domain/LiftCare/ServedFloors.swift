/// One floor between a lift's lowest and highest one: what it is called, and which it is from below (R-G-07).
struct ServedFloor: Codable, Sendable, Equatable {
    /// As people call it: `B1`, `1`, `18`.
    let label: String
    /// From 1, the lowest floor that the lift reaches, without a gap between cellars and ground floor.
    let ordinal: Int64
    let isServed: Bool
}

/// The floors of a lift by the labels of its ends.
enum ServedFloors {
    /// How many floors a lift can have.
    private static let limit: Int64 = 400

    /// All floors between two labels; nil where a label is no number, so that nobody knows what lies between them.
    static func floors(from first: String, to last: String, without skips: [String]) -> [ServedFloor]? {
        guard let low = level(first), let high = level(last), low <= high, high - low < limit else { return nil }
        let isLettered = first.utf8.first == UInt8(ascii: "B")
        let unserved = Set(skips.compactMap(level))
        return (low...high).enumerated().map { offset, level in
            ServedFloor(
                label: label(level, isLettered: isLettered), ordinal: Int64(offset) + 1,
                isServed: !unserved.contains(level))
        }
    }

    /// Floors counted without a zero between the cellars and the ground floor: `B1` and `-1` are 0, `1` is 1.
    static func level(_ label: String) -> Int64? {
        let isLettered = label.utf8.first == UInt8(ascii: "B") || label.utf8.first == UInt8(ascii: "-")
        let digits = isLettered ? label.dropFirst() : label[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.utf8.count <= 3,
            let number = Int64(digits), number > 0
        else { return nil }
        return isLettered ? 1 - number : number
    }

    private static func label(_ level: Int64, isLettered: Bool) -> String {
        level > 0 ? String(level) : (isLettered ? "B" : "-") + String(1 - level)
    }
}
