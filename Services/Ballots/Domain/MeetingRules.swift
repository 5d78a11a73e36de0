import Model

/// What a rule pack says of how a meeting is called, how long the voting runs and how long its result is posted.
struct MeetingRules: Sendable {
    let pack: RulePack
    let calendar: WorkCalendar

    // MARK: - Calling

    /// The first day on which the voting may be opened: there are so many full days between it and the notice (R-M-01, R-M-02, R-X-10).
    ///
    /// - Throws: `LifecycleRefusal.rulesLack`, `.yearNotLoaded`.
    func earliestOpening(noticeOn: Day, isInterim: Bool) throws(LifecycleRefusal) -> Day {
        let key = isInterim ? RuleKey.interimMeetingNotice : .regularMeetingNotice
        return try after(try required(key), from: noticeOn)
    }

    /// Whether only the authority's own platform makes a binding electronic vote (R-M-09).
    var isElectronicVoteOfficialOnly: Bool { pack.parameters?[.electronicVote]?.value == "official" }

    // MARK: - The window

    /// The first moment at which a voting that opens at `openedAt` may end (R-M-10).
    func earliestClosing(openedAt: Timestamp) throws(LifecycleRefusal) -> Timestamp {
        let least = try required(.votingWindowLeast)
        do {
            return try calendar.earliestClosing(openedAt: openedAt, least: least)
        } catch {
            throw .yearNotLoaded(error.year)
        }
    }

    /// The last moment at which it may end.
    func latestClosing(openedAt: Timestamp) throws(LifecycleRefusal) -> Timestamp {
        let most = try required(.votingWindowMost)
        do {
            return try calendar.latestClosing(openedAt: openedAt, most: most)
        } catch {
            throw .yearNotLoaded(error.year)
        }
    }

    /// Until when papers may be entered at the latest; a pack that does not say gives no time after the voting.
    func latestPapers(closesAt: Timestamp) throws(LifecycleRefusal) -> Timestamp {
        guard let period = try optional(.papersAfter) else { return closesAt }
        return try after(period, from: closesAt.lastDay).start
    }

    // MARK: - Elections

    /// How many more than there are seats have to stand in an election; nil where the pack does not say (R-E-03).
    func differential() throws(LifecycleRefusal) -> Ratio? {
        guard pack.parameters?[.electionDifferential] != nil else { return nil }
        do { return try pack.ratio(.electionDifferential) } catch { throw .rulesLack(.electionDifferential) }
    }

    /// The first day on which a list of candidates may be voted on that was posted on `day`: for so many full days, and so
    /// many before the vote (R-E-02).
    func earliestVote(postedOn day: Day) throws(LifecycleRefusal) -> Day {
        var earliest = day
        for key in [RuleKey.candidatesPosted, .candidatesBefore] {
            if let period = try optional(key) { earliest = max(earliest, try after(period, from: day)) }
        }
        return earliest
    }

    // MARK: - Extending

    /// How often a voting may be extended; never where the pack does not say (R-M-13).
    func extensions() throws(LifecycleRefusal) -> Int64 {
        guard pack.parameters?[.extensions] != nil else { return 0 }
        do { return try pack.count(.extensions) } catch { throw .rulesLack(.extensions) }
    }

    /// How late an extension may end: within its own length and within the longest window.
    func latestExtension(of closesAt: Timestamp, openedAt: Timestamp) throws(LifecycleRefusal) -> Timestamp {
        let longest = try latestClosing(openedAt: openedAt)
        guard let period = try optional(.extensionMost) else { return longest }
        return min(longest, try after(period, from: closesAt.lastDay).start)
    }

    // MARK: - The result

    /// The last day on which the result is posted; an end on a free day moves to the next that is worked (R-M-41, R-X-07).
    func lastDayOfPublicity(postedOn day: Day) throws(LifecycleRefusal) -> Day {
        let period = try required(.resultPublicity)
        do { return try calendar.lastDay(of: period, after: day) } catch { throw .yearNotLoaded(error.year) }
    }

    /// The last day on which somebody who objected on `day` is to be answered; nil where the rules do not say, or its year
    /// is not announced yet (`docs/decisions/0029`).
    func lastDayOfAnswer(filedOn day: Day) -> Day? {
        do {
            guard let period = try optional(.objectionAnswer) else { return nil }
            return try calendar.lastDay(of: period, after: day)
        } catch {
            return nil
        }
    }

    // MARK: - Reading the pack

    private func required(_ key: RuleKey) throws(LifecycleRefusal) -> Period {
        guard let period = try optional(key) else { throw .rulesLack(key) }
        return period
    }

    private func optional(_ key: RuleKey) throws(LifecycleRefusal) -> Period? {
        guard pack.parameters?[key] != nil else { return nil }
        do { return try pack.period(key) } catch { throw .rulesLack(key) }
    }

    private func after(_ period: Period, from day: Day) throws(LifecycleRefusal) -> Day {
        do { return try calendar.dayAfter(period, from: day) } catch { throw .yearNotLoaded(error.year) }
    }
}
