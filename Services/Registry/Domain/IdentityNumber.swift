import Model

/// Numbers of resident identity cards (GB 11643): six digits of a place, a day of birth, three digits and a check character.
enum IdentityNumber {
    static let length = 18
    /// Of cards from before the standard of 1999: the year of birth has two digits, and nothing is checked.
    private static let oldLength = 15

    /// Whether characters of ASCII are such a number, with a capital or a small letter at the end.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == length, let last = bytes.last, let check = checkCharacter(of: bytes.dropLast()) else {
            return false
        }
        return check == (last == UInt8(ascii: "x") ? UInt8(ascii: "X") : last)
            && ["19", "20"].contains(String(decoding: bytes[6..<8], as: UTF8.self)) && hasDay(bytes)
    }

    /// The number that the holder of an old card has had since: the same with the century, and a check character.
    ///
    /// Nil for what is no such number, and for those of 996 and more at the end, which were kept for people of a hundred years:
    /// their century is another one.
    static func renewed(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count == oldLength else { return nil }
        let long = Array(bytes[..<6]) + Array("19".utf8) + Array(bytes[6...])
        guard let check = checkCharacter(of: long), hasDay(long),
            !["996", "997", "998", "999"].contains(String(decoding: bytes.suffix(3), as: UTF8.self))
        else { return nil }
        return long + [check]
    }

    /// The check character after seventeen digits; nil where one is none (ISO 7064, MOD 11-2).
    private static func checkCharacter(of bytes: some Sequence<UInt8>) -> UInt8? {
        var sum = 0
        for byte in bytes {
            guard let digit = digits.firstIndex(of: byte), digit < 10 else { return nil }
            sum = (sum + digit) * 2 % 11
        }
        return digits[(12 - sum) % 11]
    }

    private static func hasDay(_ bytes: [UInt8]) -> Bool {
        let born = String(decoding: bytes[6..<14], as: UTF8.self)
        return Day("\(born.prefix(4))-\(born.dropFirst(4).prefix(2))-\(born.suffix(2))") != nil
    }

    /// By their values; the tenth only checks.
    private static let digits = Array("0123456789X".utf8)
}
