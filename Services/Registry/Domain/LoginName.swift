import Model

/// What a person signs in as: 3 to 64 small Latin letters, digits, `.`, `-` and `_`, beginning with a letter or digit.
///
/// Capital letters are taken as small ones.
struct LoginName: TextValue {
    let description: String

    init(parsing text: String) throws(InvalidValue) {
        let name = text.lowercased()
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, (3...64).contains(name.utf8.count), let first = name.first, first.isLetter || first.isNumber
        else {
            throw InvalidValue(
                "login", zh: "应为 3 到 64 个字母、数字或 .-_，以字母或数字开头",
                en: "must be 3 to 64 letters, digits or .-_, beginning with a letter or digit")
        }
        description = name
    }

    /// A name that nobody can have, because it is longer than names are: looking for it takes as long as for any other.
    static let nobody = LoginName(unchecked: String(repeating: "-", count: 65))

    private init(unchecked name: String) { description = name }
}
