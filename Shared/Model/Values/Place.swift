/// One part of a place's name: a building `3`, an entrance `1`, a lift `A`, a tower `南`.
package struct PlacePart: TextValue, Comparable {
    package let description: String

    package init(parsing text: String) throws(InvalidValue) {
        if Self.isPlain(text) {
            description = text
            return
        }
        guard !text.isEmpty else { throw InvalidValue("place", zh: "有一段是空的", en: "has an empty part") }
        guard text.unicodeScalars.count <= 16 else {
            throw InvalidValue("place", zh: "有一段超过 16 个字符", en: "has a part of more than 16 characters")
        }
        for scalar in text.unicodeScalars where !CodeCharacter.isWord(scalar) {
            throw CodeCharacter.fault(
                "place", scalar, zh: "只能有字母和数字，各段用“-”连接",
                en: "may hold letters and digits only, parts being joined by '-'")
        }
        description = text
    }

    /// Whether it is what nearly every part is: a few of ASCII's letters and digits.
    private static func isPlain(_ text: String) -> Bool {
        var length = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                length += 1
            default: return false
            }
        }
        return (1...16).contains(length)
    }

    /// Numbers in the order of their value, before words: 2 before 10 before A.
    package static func < (left: Self, right: Self) -> Bool {
        switch (Int(left.description), Int(right.description)) {
        case (let left?, let right?) where left != right: left < right
        case (.some, .none): true
        case (.none, .some): false
        default: left.description < right.description
        }
    }
}

package typealias BuildingCode = PlacePart
package typealias EntranceCode = PlacePart

/// Building, entrance and a thing in it, joined by `-`: unit `3-1-1502`, lift `3-1-A`.
package struct PlaceCode<Kind>: TextValue, Comparable {
    package let building: BuildingCode
    package let entrance: EntranceCode
    package let number: PlacePart

    package init(building: BuildingCode, entrance: EntranceCode, number: PlacePart) {
        self.building = building
        self.entrance = entrance
        self.number = number
    }

    package init(parsing text: String) throws(InvalidValue) {
        (building, entrance, number) = try PlaceParts.parse(text)
    }

    package var description: String {
        var text = building.description
        text += "-"
        text += entrance.description
        text += "-"
        text += number.description
        return text
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.building, left.entrance, left.number) < (right.building, right.entrance, right.number)
    }
}

/// Reads the parts of a code, whatever kind of thing it names.
private enum PlaceParts {
    static func parse(_ text: String) throws(InvalidValue) -> (PlacePart, PlacePart, PlacePart) {
        if let (first, second) = plainDashes(in: text) {
            return (
                try PlacePart(parsing: String(text[..<first])),
                try PlacePart(parsing: String(text[text.utf8.index(after: first)..<second])),
                try PlacePart(parsing: String(text[text.utf8.index(after: second)...]))
            )
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw InvalidValue("place", zh: "应写成“楼栋-单元-房号”", en: "has not the form building-entrance-number")
        }
        return (
            try PlacePart(parsing: String(parts[0])), try PlacePart(parsing: String(parts[1])),
            try PlacePart(parsing: String(parts[2]))
        )
    }

    /// Where the two dashes stand in a text of ASCII alone; nil for any other, whose characters may be more than a byte.
    private static func plainDashes(in text: String) -> (String.Index, String.Index)? {
        var (first, second): (String.Index?, String.Index?)
        var index = text.utf8.startIndex
        for byte in text.utf8 {
            guard byte < 0x80 else { return nil }
            if byte == UInt8(ascii: "-") {
                guard second == nil else { return nil }
                if first == nil { first = index } else { second = index }
            }
            index = text.utf8.index(after: index)
        }
        guard let first, let second else { return nil }
        return (first, second)
    }
}

package enum UnitKind {}
package enum LiftKind {}

package typealias UnitCode = PlaceCode<UnitKind>
package typealias LiftCode = PlaceCode<LiftKind>
