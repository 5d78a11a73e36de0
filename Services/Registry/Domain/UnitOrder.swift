import Model

/// The order of units' codes with the numbers in them read once; comparing two codes reads them each time.
struct UnitOrder: Comparable {
    private let building: Part
    private let entrance: Part
    private let number: Part

    init(_ unit: UnitCode) {
        building = Part(unit.building)
        entrance = Part(unit.entrance)
        number = Part(unit.number)
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.building != right.building { return left.building < right.building }
        if left.entrance != right.entrance { return left.entrance < right.entrance }
        return left.number < right.number
    }

    private struct Part: Comparable {
        let value: Int?
        let text: String

        init(_ part: PlacePart) {
            text = part.description
            value = Int(text)
        }

        static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        static func < (left: Self, right: Self) -> Bool {
            switch (left.value, right.value) {
            case (let left?, let right?) where left != right: left < right
            case (.some, .none): true
            case (.none, .some): false
            default: left.text < right.text
            }
        }
    }
}

extension [UnitRecord] {
    /// In the order of their codes.
    func inOrder() -> [UnitRecord] {
        let keys = map { UnitOrder($0.unit) }
        let isInOrder = zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }
        guard !isInOrder else { return self }
        return indices.sorted { keys[$0] < keys[$1] }.map { self[$0] }
    }
}
