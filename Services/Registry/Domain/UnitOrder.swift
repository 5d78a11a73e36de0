import Model

/// The place of a unit in the order of codes as three numbers; comparing two codes reads the numbers in them each time.
private struct UnitRank {
    let index: Int
    let building: PartRank
    let entrance: PartRank
    let number: PartRank

    init(_ unit: UnitCode, index: Int) {
        self.index = index
        building = PartRank(unit.building)
        entrance = PartRank(unit.entrance)
        number = PartRank(unit.number)
    }
}

/// A number that agrees with the order of a code's parts: numbers by their value, above them words by their letters.
private struct PartRank {
    let value: UInt64
    /// Whether no other part has this value.
    let isExact: Bool

    init(_ part: PlacePart) {
        var (number, letters, length) = (UInt64(0), UInt64(0), UInt64(0))
        var (isNumber, isASCII, isCut) = (true, true, false)
        for byte in part.description.utf8 {
            isNumber = isNumber && (0x30...0x39).contains(byte)
            // A part has sixteen characters at most, so that no number overflows.
            if isNumber { number = number &* 10 &+ UInt64(byte - 0x30) }
            // Beyond ASCII every letter stands above ASCII's, and where in between is not said.
            if length < 7, isASCII {
                letters = letters << 8 | UInt64(byte < 0x80 ? byte : 0xFF)
                length += 1
            } else {
                isCut = true
            }
            isASCII = isASCII && byte < 0x80
        }
        if isNumber {
            value = number
            isExact = part.description.utf8.count == 1 || part.description.utf8.first != 0x30
        } else {
            value = 1 << 63 | letters << (8 * (7 - length))
            isExact = isASCII && !isCut
        }
    }
}

extension PartRank {
    /// The same in 21 bits, for a number below a million or so and for a single letter; nil for anything else.
    var packed: UInt64? {
        let (limit, letter) = (UInt64(1) << 20, value >> 48 & 0x7F)
        guard isExact else { return nil }
        if value < limit { return value }
        return value == 1 << 63 | letter << 48 ? limit | letter : nil
    }

    /// Whether this part comes first, nil where the numbers do not say.
    func precedes(_ other: PartRank) -> Bool? { value == other.value ? nil : value < other.value }
}

extension UnitRank {
    /// The place as one number, where every part is as short as nearly all are.
    var packed: UInt64? {
        guard let building = building.packed, let entrance = entrance.packed, let number = number.packed else {
            return nil
        }
        return building << 42 | entrance << 21 | number
    }
}

/// A place as one number, of which many are sorted in a fraction of the time.
private struct PackedRank {
    let place: UInt64
    let index: Int

    /// Nil where some place is not to be had as one number.
    static func all(of ranks: [UnitRank]) -> [PackedRank]? {
        var packed: [PackedRank] = []
        packed.reserveCapacity(ranks.count)
        for rank in ranks {
            guard let place = rank.packed else { return nil }
            packed.append(PackedRank(place: place, index: rank.index))
        }
        return packed
    }
}

extension [UnitRecord] {
    /// In the order of their codes.
    func inOrder() -> [UnitRecord] {
        guard let order = UnitOrder(of: lazy.map(\.unit)).places else { return self }
        return order.map { self[$0] }
    }
}

/// The order of the codes of units.
struct UnitOrder {
    /// Where the first, the second and every other code stands; nil where they stand in their order.
    let places: [Int]?

    /// - Parameter codes: each once.
    init<Codes: RandomAccessCollection>(of codes: Codes) where Codes.Element == UnitCode, Codes.Index == Int {
        var ranks: [UnitRank] = []
        ranks.reserveCapacity(codes.count)
        for (index, code) in codes.enumerated() { ranks.append(UnitRank(code, index: index)) }
        let isInOrder = zip(ranks, ranks.dropFirst()).allSatisfy { Self.precedes($0, $1, codes) }
        if isInOrder {
            places = nil
        } else if var packed = PackedRank.all(of: ranks) {
            packed.sort { $0.place < $1.place }
            places = packed.map(\.index)
        } else {
            ranks.sort { Self.precedes($0, $1, codes) }
            places = ranks.map(\.index)
        }
    }

    private static func precedes<Codes: RandomAccessCollection>(
        _ left: UnitRank, _ right: UnitRank, _ codes: Codes
    ) -> Bool where Codes.Element == UnitCode, Codes.Index == Int {
        if let order = left.building.precedes(right.building) { return order }
        if left.building.isExact, right.building.isExact {
            if let order = left.entrance.precedes(right.entrance) { return order }
            if left.entrance.isExact, right.entrance.isExact {
                if let order = left.number.precedes(right.number) { return order }
                if left.number.isExact, right.number.isExact { return false }
            }
        }
        // Some part is longer than what its rank holds of it.
        return codes[left.index] < codes[right.index]
    }
}
