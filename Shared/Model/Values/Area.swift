/// An exclusive area in hundredths of a square metre (R-X-03); written with two decimals, `88.50`.
package struct Area: TextValue, Comparable {
    package let hundredths: Int64

    package init(hundredths: Int64) { self.hundredths = hundredths }

    package init(parsing text: String) throws(InvalidValue) {
        hundredths = try ScaledDecimal.parse(text, places: 2, expected: "area in m²")
    }

    package static let zero = Area(hundredths: 0)

    package var description: String { ScaledDecimal.format(hundredths, places: 2) }

    /// Appends what `description` says.
    package func write(to text: inout [UInt8]) {
        guard hundredths >= 0 else { return WireText.append(description, to: &text) }
        WireText.append(hundredths / 100, to: &text)
        text.append(UInt8(ascii: "."))
        text.append(UInt8(ascii: "0") + UInt8(hundredths / 10 % 10))
        text.append(UInt8(ascii: "0") + UInt8(hundredths % 10))
    }

    package static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }

    package func adding(_ other: Area) throws(ArithmeticOverflow) -> Area {
        let (sum, overflow) = hundredths.addingReportingOverflow(other.hundredths)
        guard !overflow else { throw ArithmeticOverflow() }
        return Area(hundredths: sum)
    }

    package static func sum(_ areas: some Sequence<Area>) throws(ArithmeticOverflow) -> Area {
        var total = Area.zero
        for area in areas { total = try total.adding(area) }
        return total
    }
}
