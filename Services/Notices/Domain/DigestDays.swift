import Model

/// Which ended days still want a digest.
enum DigestDays {
    /// A process that was away longer publishes no older days: nobody is waiting for them.
    static let limit: Int64 = 31

    /// By the clock: every day after the last digested one, up to yesterday.
    ///
    /// `last` is the last digested day; without one only yesterday is published.
    static func ended(after last: Day?, today: Day) -> [Day] {
        let yesterday = today.advanced(by: -1)
        guard let last else { return [yesterday] }
        let first = max(last.advanced(by: 1), today.advanced(by: -limit))
        guard first <= yesterday else { return [] }
        return (first.daysSince1970...yesterday.daysSince1970).map(Day.init(daysSince1970:))
    }

    /// In a scenario: the day that was the district's until now.
    ///
    /// Days that it skips were never lived.
    static func ended(scenarioDay: Day?, next: Day) -> [Day] {
        guard let scenarioDay, scenarioDay < next else { return [] }
        return [scenarioDay]
    }
}
