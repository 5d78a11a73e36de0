import FoundationEssentials

/// Which days are worked in China: weekends are free, but for the holidays and the days worked in their stead that the State
/// Council announces each year (R-X-09).
///
/// It is data, year by year. A year that has not been announced, or not been loaded, is refused by name and never guessed.
package struct WorkCalendar: Sendable {
    /// One announced year.
    package struct Year: Sendable, Equatable, Codable {
        package let year: Int64
        package let source: String
        package let grade: RulePack.EvidenceGrade
        package let holidays: [Holiday]
        /// Weekend days that are worked.
        package let workdays: [Day]
    }

    /// Successive free days with the name of what is celebrated.
    package struct Holiday: Sendable, Equatable, Codable {
        package let name: String
        package let from: Day
        package let to: Day
    }

    /// The announced years, in order.
    package let years: [Year]
    private let free: Set<Day>
    private let worked: Set<Day>

    /// - Throws: `InvalidValue` naming the year and what is wrong with it.
    package init(years: [Year]) throws(InvalidValue) {
        var free: Set<Day> = []
        var worked: Set<Day> = []
        var previous: Int64?
        for year in years {
            func refused(_ reason: String) -> InvalidValue { InvalidValue("calendar", "of \(year.year) \(reason)") }
            if let previous, year.year != previous + 1 { throw refused("does not follow that of \(previous)") }
            previous = year.year
            for holiday in year.holidays {
                let length = holiday.to.daysSince1970 - holiday.from.daysSince1970
                guard (0..<31).contains(length), holiday.from.components.year == year.year,
                    holiday.to.components.year == year.year
                else { throw refused("has a holiday from \(holiday.from) to \(holiday.to)") }
                free.formUnion((0...length).map { holiday.from.advanced(by: $0) })
            }
            for day in year.workdays {
                guard day.components.year == year.year, day.weekday >= 6, !free.contains(day) else {
                    throw refused("has \(day) as a day worked instead, which is no free weekend day of that year")
                }
                worked.insert(day)
            }
        }
        self.years = years
        self.free = free
        self.worked = worked
    }

    /// The announced years that come with the software, `china.json` beside this file.
    ///
    /// - Throws: `InvalidValue` or `DecodingError` where that file is wrong, which the tests exclude.
    package static func announced() throws -> WorkCalendar {
        struct File: Decodable { let years: [Year] }
        let file = try JSONDecoder().decode(File.self, from: Data(PackageResources.china_json))
        return try WorkCalendar(years: file.years)
    }

    /// - Throws: `YearNotLoaded`.
    package func isWorked(_ day: Day) throws(YearNotLoaded) -> Bool {
        try require(day)
        return worked.contains(day) || (day.weekday < 6 && !free.contains(day))
    }

    /// The day itself when it is worked, else the next one that is.
    ///
    /// - Throws: `YearNotLoaded`.
    package func workedDay(from day: Day) throws(YearNotLoaded) -> Day {
        var day = day
        while try !isWorked(day) { day = day.advanced(by: 1) }
        return day
    }

    private func require(_ day: Day) throws(YearNotLoaded) {
        let year = day.components.year
        guard let first = years.first?.year, let last = years.last?.year, (first...last).contains(year) else {
            throw YearNotLoaded(year: year)
        }
    }
}

/// A period needs the working days of a year that nobody has loaded.
package struct YearNotLoaded: Error, Equatable, CustomStringConvertible {
    package let year: Int64

    package var description: String { "the working days of \(year) have not been loaded" }
}
