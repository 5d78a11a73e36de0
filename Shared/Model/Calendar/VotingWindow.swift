/// Between which moments a voting may end, by `votingWindowLeast` and `votingWindowMost` of a rule pack (R-M-10).
extension WorkCalendar {
    /// The first moment at which a voting that opens at `openedAt` may end: so many days later by the clock.
    ///
    /// - Throws: `YearNotLoaded`.
    package func earliestClosing(openedAt: Timestamp, least: Period) throws(YearNotLoaded) -> Timestamp {
        let last = try dayAfter(least, from: openedAt.day).advanced(by: -1)
        return Timestamp(
            microseconds: openedAt.microseconds + (last.daysSince1970 - openedAt.day.daysSince1970) * 86_400_000_000)
    }

    /// The last moment at which it may end: the last day's 24:00, the day of the opening not counted (R-X-05).
    ///
    /// - Throws: `YearNotLoaded`.
    package func latestClosing(openedAt: Timestamp, most: Period) throws(YearNotLoaded) -> Timestamp {
        try dayAfter(most, from: openedAt.day).start
    }
}
