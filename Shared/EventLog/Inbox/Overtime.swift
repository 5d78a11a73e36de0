/// Tells an event whose handler always runs out of time from a database that does nothing in time for anybody
/// (docs/decisions/0018).
///
/// Kept in memory: no process ends by it, so each lives long enough to count anew.
struct Overtime: Sendable {
    enum Verdict: Equatable, Sendable {
        /// Try it again.
        case again
        /// Park it.
        case park
        /// Too many were parked for this: stop the source's shard.
        case stop
    }

    /// So many tries after the first one while other work was done, and the event is not tried again.
    static let limit = 3
    /// The same where no other work came, of tries in a row after each of which the database stored something at once.
    ///
    /// More of them: what is small is stored at once also where what is large has to wait for somebody's backup.
    static let promptLimit = 6
    /// Within this time what is small is stored at once.
    static let promptness = Duration.seconds(1)
    /// So many events may be parked for it within `memory`; each takes minutes, so a breaker would never count a second one.
    static let parkingLimit = 2
    static let memory = Duration.seconds(3_600)

    /// The event that ran out of time last.
    private(set) var position: Int64?
    private var tries = 0
    private var promptTries = 0
    private var commits = 0
    private var parkings: [ContinuousClock.Instant] = []

    /// What to do with the event at `position`, whose handler has run out of time once more.
    ///
    /// A try counts where something else was committed since the one before, or where something was stored at once
    /// after it.
    ///
    /// - Parameters:
    ///   - position: of the event.
    ///   - commits: counts what this process has committed so far.
    ///   - isPrompt: whether the database has just stored something small at once.
    ///   - now: the time of the judgement.
    /// - Returns: what to do.
    mutating func judge(
        _ position: Int64, commits: Int, isPrompt: Bool, at now: ContinuousClock.Instant
    ) -> Verdict {
        if position != self.position {
            (self.position, tries, promptTries) = (position, 0, 0)
        } else {
            if commits > self.commits { tries += 1 }
            promptTries = isPrompt ? promptTries + 1 : 0
        }
        self.commits = commits
        guard tries >= Self.limit || promptTries >= Self.promptLimit else { return .again }
        parkings.removeAll { $0 < now - Self.memory }
        return parkings.count < Self.parkingLimit ? .park : .stop
    }

    mutating func noteParking(at now: ContinuousClock.Instant) { parkings.append(now) }
}
