import Model

/// Watches the one clock that decides cut-offs: nobody's votes end because a clock was set (docs/decisions/0037).
struct ClockWatch: Sendable {
    enum Verdict: Sendable, Equatable {
        case sound
        /// The database's and this machine's clocks tell different times.
        case differs
        /// The database's clock has gone on more, or less, than time has passed.
        case jumped
    }

    private var mark: (database: Timestamp, uptime: ContinuousClock.Instant)?
    /// After a jump: until when the clock is not trusted, so that a person has the time to look at it.
    private var quarantine: ContinuousClock.Instant?

    private static let tolerance: Int64 = 2_000_000
    private static let minute = Duration.seconds(60)

    /// Compares one reading of the three clocks with each other and with the last mark, which is renewed every minute and
    /// when the clock has jumped.
    mutating func judge(
        database: Timestamp, machine: Timestamp, uptime: ContinuousClock.Instant
    ) -> Verdict {
        guard Self.isNear(database.microseconds, machine.microseconds) else { return .differs }
        guard let mark else {
            self.mark = (database, uptime)
            return .sound
        }
        let passed = uptime - mark.uptime
        let (expected, overflow) = mark.database.microseconds.addingReportingOverflow(Int64(passed / .microseconds(1)))
        let isExpected = !overflow && Self.isNear(database.microseconds, expected)
        if !isExpected { quarantine = uptime + Self.minute }
        if !isExpected || passed >= Self.minute { self.mark = (database, uptime) }
        guard let quarantine, uptime < quarantine else { return .sound }
        return .jumped
    }

    private static func isNear(_ one: Int64, _ other: Int64) -> Bool {
        let (difference, overflow) = one.subtractingReportingOverflow(other)
        return !overflow && difference.magnitude <= tolerance.magnitude
    }
}
