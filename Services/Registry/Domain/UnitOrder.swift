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

extension [UnitRecord] {
    /// In the order of their codes.
    func inOrder() -> [UnitRecord] {
        var ranks: [UnitRank] = []
        ranks.reserveCapacity(count)
        for (index, unit) in enumerated() { ranks.append(UnitRank(unit.unit, index: index)) }
        let isInOrder = zip(ranks, ranks.dropFirst()).allSatisfy(precedes)
        guard !isInOrder else { return self }
        ranks.sort(by: precedes)
        return ranks.map { self[$0.index] }
    }

    private func precedes(_ left: UnitRank, _ right: UnitRank) -> Bool {
        if let order = order(left, right, left.building, right.building, \.building) { return order }
        if let order = order(left, right, left.entrance, right.entrance, \.entrance) { return order }
        return order(left, right, left.number, right.number, \.number) ?? false
    }

    /// - Returns: whether the left part comes first, nil where both are the same.
    private func order(
        _ left: UnitRank, _ right: UnitRank, _ leftPart: PartRank, _ rightPart: PartRank,
        _ part: KeyPath<UnitCode, PlacePart>
    ) -> Bool? {
        if leftPart.value != rightPart.value { return leftPart.value < rightPart.value }
        if leftPart.isExact, rightPart.isExact { return nil }
        let (first, second) = (self[left.index].unit[keyPath: part], self[right.index].unit[keyPath: part])
        return first == second ? nil : first < second
    }
}
