import Model

/// What a community's own books call an owner: the same text is the same owner everywhere.
///
/// It never leaves the registry; events carry the owner's opaque id.
struct OwnerRef: TextValue, Comparable {
    let description: String

    private static let limit = 64

    init(parsing text: String) throws(InvalidValue) {
        if Self.isPlain(text) {
            description = text
            return
        }
        guard !text.isEmpty else { throw InvalidValue("owner_ref", zh: "不能为空", en: "is empty") }
        // Those of an older program were composed, by which a letter may have become three characters, but none of ASCII.
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        guard text.unicodeScalars.count <= (isASCII ? Self.limit : 3 * Self.limit) else { throw Self.tooLong }
        // A blank too many would quietly make one owner into two heads, and more quietly still one that nobody can see.
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && ![.control, .format].contains(scalar.properties.generalCategory)
        }
        guard isPlain else {
            throw InvalidValue("owner_ref", zh: Self.unseen.zh, en: Self.unseen.en)
        }
        guard !FormulaText.looksLikeOne(text) else {
            throw InvalidValue("owner_ref", zh: FormulaText.refusal.zh, en: FormulaText.refusal.en)
        }
        description = text
    }

    /// Why a new reference, or the beginning of one, may not be written so: another could look the same and not be it.
    ///
    /// What is stored is read all the same, though no file may name it again. Swift takes two spellings of a letter for one,
    /// and the database for two: an owner whom a transfer spells otherwise than the roll would be two in the one and one
    /// in the other.
    static func fault(in text: String) -> Phrase? {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        if text.unicodeScalars.count > limit { return tooLong.reason }
        for scalar in text.unicodeScalars {
            if CodeCharacter.isUnseen(scalar) { return unseen }
            if !CodeCharacter.hasOneSpelling(scalar) {
                return Phrase(
                    zh: "含有附加符号或可以有两种编码的字符，请换一种写法",
                    en: "has a combining mark, or a character that can be encoded in two ways; write it otherwise")
            }
        }
        return nil
    }

    /// Whether it is longer than a new one may be.
    var isTooLong: Bool { description.unicodeScalars.count > Self.limit }

    static let tooLong = InvalidValue("owner_ref", zh: "超过 \(limit) 个字符", en: "is longer than \(limit) characters")
    private static let unseen = Phrase(zh: "含有空格或看不见的字符", en: "holds a blank or an invisible character")

    /// Whether it is what nearly every reference is: visible ASCII, of which the first is a letter or a digit.
    private static func isPlain(_ text: String) -> Bool {
        var length = 0
        for byte in text.utf8 {
            guard (0x21...0x7E).contains(byte) else { return false }
            length += 1
        }
        guard (1...64).contains(length), let first = text.utf8.first else { return false }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            return true
        default: return false
        }
    }

    /// Whether it is the number of a resident identity card, in capital or small and wide or narrow characters.
    var isIdentityNumber: Bool {
        // A full-width character has three bytes.
        guard (IdentityNumber.length...3 * IdentityNumber.length).contains(description.utf8.count) else { return false }
        let scalars = description.unicodeScalars
        guard scalars.count == IdentityNumber.length else { return false }
        return IdentityNumber.isOne(scalars.compactMap { UInt8(exactly: HalfWidth.of($0).value) })
    }

    static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

/// An owner as the roll's file describes them: personal data, which stays in the registry.
struct ListedOwner: Sendable, Equatable {
    let ref: OwnerRef
    let name: String
    let kind: UnitRecord.OwnerKind
    /// Empty where none is known.
    var phone: String

    /// The columns in which this is somebody else than `other`; a telephone number may be left out.
    func contradictions(to other: ListedOwner) -> [String] {
        let same = [
            ("owner_name", other.name == name), ("owner_kind", other.kind == kind),
            ("phone", other.phone.isEmpty || phone.isEmpty || other.phone == phone),
        ]
        return same.filter { !$0.1 }.map(\.0)
    }
}

/// A unit as the roll's file describes it.
struct ListedUnit: Sendable, Equatable {
    let unit: UnitCode
    let floor: String
    let area: Area
    /// Nil where the file does not say.
    let areaSource: UnitRecord.AreaSource?
    let use: UnitRecord.Use
    /// Their places among the file's owners, in the order of its rows; the first votes for the unit (R-C-07).
    var owners: [Int]
}
