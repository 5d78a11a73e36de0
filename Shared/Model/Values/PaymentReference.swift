/// The number by which a bank or collector names one payment, unique within a campaign; at most 64 characters.
///
/// Who copies `R-12` from a slip may write `r-12`: the letters A to Z in either case are the same. All else is compared
/// byte by byte, as the database does it, where Swift's texts would take two ways to write `é` for one.
package struct PaymentReference: TextValue {
    package let description: String

    package init(parsing text: String) throws(InvalidValue) {
        try PrintableText.check(text, atMost: 64, "reference")
        description = text
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8) { lowercased($0) == lowercased($1) }
    }

    package func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(Self.lowercased(byte)) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
