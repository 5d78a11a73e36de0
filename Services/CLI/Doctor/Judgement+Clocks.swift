import Model

/// What time it is, and for whom.
extension Judgement {
    /// By so much clocks may differ, as where votings are ended (docs/decisions/0037).
    private static let tolerance: Int64 = 2_000_000
    /// The district's day may be that of a moment ago.
    private static let moment: Int64 = 60_000_000

    var clocks: [Finding]? {
        let told = processes
        guard !told.isEmpty else { return nil }
        return told.compactMap { databaseClock($0.service, $0.process) } + machineClocks(told)
    }

    private func databaseClock(_ service: ServiceName, _ process: ProcessView) -> Finding? {
        // One was read after the other, within the time that the answer took.
        let difference = process.said.databaseClock.microseconds - process.said.clock.microseconds
        let beyond = Int64(difference.magnitude) - (process.heard.microseconds - process.asked.microseconds)
        guard beyond > Self.tolerance else { return nil }
        let consequence =
            service == .ballots
            ? "No voting ends and no assembly is counted by itself while they differ. Votes go by the database's."
            : "What is recorded bears the database's time, and what is asked for the day goes by the service's."
        return Finding(
            area: .clocks, about: [service.rawValue],
            says: "The clock of \(service.rawValue)'s database is \(Self.apart(difference)) that of the service.",
            means: consequence,
            next: "set both machines' clocks and keep them so (NTP): deploy/README.md, "
                + "\u{201C}When something is wrong\u{201D}")
    }

    /// Where all differ from this machine by the same, it is this machine's clock that is wrong.
    private func machineClocks(_ told: [(service: ServiceName, process: ProcessView)]) -> [Finding] {
        let apart = told.map { service, process in (service: service, by: Self.distance(process)) }
            .filter { $0.by.magnitude > Self.tolerance.magnitude }
        guard let first = apart.first else { return [] }
        let least = apart.map { $0.by }.min() ?? first.by
        let most = apart.map { $0.by }.max() ?? first.by
        let next = "set the clocks of all machines and keep them so (NTP): docs/sign-in.md"
        if apart.count == told.count, most - least <= Self.tolerance {
            return [
                Finding(
                    area: .clocks, about: ["this machine"],
                    says: "The clocks of all services are \(Self.apart(first.by)) this machine's.",
                    means:
                        "Either this machine's clock is wrong, or all of the district's: then what is recorded has a "
                        + "wrong time.", next: next)
            ]
        }
        return apart.map { service, difference in
            Finding(
                area: .clocks, about: [service.rawValue],
                says: "The clock of \(service.rawValue) is \(Self.apart(difference)) this machine's.",
                means: "Tokens that one service takes another refuses, and days begin at different moments.", next: next
            )
        }
    }

    /// How far a service's clock is from any that this machine's showed while it answered.
    private static func distance(_ process: ProcessView) -> Int64 {
        let clock = process.said.clock.microseconds
        if clock < process.asked.microseconds { return clock - process.asked.microseconds }
        return max(0, clock - process.heard.microseconds)
    }

    private static func apart(_ difference: Int64) -> String {
        "\(Words.length(microseconds: Int64(difference.magnitude))) \(difference < 0 ? "behind" : "ahead of")"
    }

    // MARK: - The day and its year

    var calendar: [Finding]? {
        guard let district = view.day else { return nil }
        let findings = dayFindings(district) + yearFindings(district.day)
        return findings.isEmpty && processes.isEmpty ? nil : findings
    }

    private func dayFindings(_ district: DistrictDay) -> [Finding] {
        let days = [-Self.moment, Self.moment].map { Timestamp(microseconds: now.microseconds + $0).day }
        guard !district.isScenario, !days.contains(district.day) else { return [] }
        return [
            Finding(
                area: .calendar, about: [ServiceName.registry.rawValue],
                says: "The district's day is \(district.day), and today is \(now.day) in Shanghai.",
                means: "Terms, deadlines and digests wait for a day that has passed, or come too early.",
                next: "the clock of registry's machine, or of this one")
        ]
    }

    private func yearFindings(_ day: Day) -> [Finding] {
        let (year, month, _) = day.components
        // The next year is announced in autumn, and what begins in December ends in it.
        let wanted = month == 12 ? year + 1 : year
        let behind = processes.filter { ($0.process.said.calendarUntil ?? 0) < wanted }.map { $0.service.rawValue }
        guard !behind.isEmpty else { return [] }
        return [
            Finding(
                area: .calendar, about: behind,
                says: "The working days of \(wanted) are not known to \(Words.list(behind)).",
                means: "Deadlines that end in that year are left open, and what needs one is refused.",
                next: "a version that has them: docs/decisions/0029-a-year-that-is-not-announced.md")
        ]
    }
}
