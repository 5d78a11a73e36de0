/// A time of money as collectors have it: exact, or only the day, which is then taken from its beginning.
///
/// A year such as 0023 is a slip of the hand, which would stay in the books: nothing is paid before this century.
package struct GivenTime: TextValue {
    package let time: Timestamp

    package init(parsing text: String) throws(InvalidValue) {
        time = text.utf8.count == 10 ? try Day(parsing: text).start : try Timestamp(parsing: text)
        try GivenDay.check(time.day, "time")
    }

    package var description: String { time.description }
}

/// A day of money as people give it, for which the same holds.
package struct GivenDay: TextValue {
    /// The first of January 2000.
    package static let first = Day(daysSince1970: 10_957)

    package let day: Day

    package init(parsing text: String) throws(InvalidValue) {
        day = try Day(parsing: text)
        try Self.check(day, "day")
    }

    package var description: String { day.description }

    fileprivate static func check(_ day: Day, _ expected: String) throws(InvalidValue) {
        guard day >= first else { throw InvalidValue(expected, zh: "早于 \(first)", en: "is before \(first)") }
    }
}
