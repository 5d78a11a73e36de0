import EventLog
import Model

/// Puts public facts on the board, in the transaction that takes them in.
struct PublicRecord: Sendable {
    let communities: CommunityStore
    let notices: NoticeStore
    /// Whether the district's day is the one that an operator set (docs/architecture.md).
    let isScenarioDistrict: Bool

    /// Posts a notice and tells the other services of it.
    ///
    /// - Throws: ``UnknownCommunity``
    func post(_ announcement: Announcement, of event: EventID, in write: borrowing Write) async throws {
        let today = try await today(in: write)
        let number = try await notices.add(announcement, of: event, on: today, in: write)
        try write.append(
            NoticePosted(
                notice: number, building: announcement.building, kind: announcement.kind.rawValue, postedOn: today,
                words: announcement.digest))
    }

    /// Publishes the digests of the day that ends when the operator starts `next`.
    func start(scenarioDay next: Day, in write: borrowing Write) async throws {
        let current = try await communities.scenarioDay(in: write)
        for day in DigestDays.ended(scenarioDay: current, next: next) { try await publishDigests(of: day, in: write) }
        try await communities.setScenarioDay(max(next, current ?? next), in: write)
    }

    /// Publishes the digests of the days that ended by the clock since the last ones.
    func publishEndedDays(before today: Day, in write: borrowing Write) async throws {
        let last = try await communities.lastDigestedDay(in: write)
        for day in DigestDays.ended(after: last, today: today) {
            try await publishDigests(of: day, in: write)
            try await communities.setLastDigestedDay(day, in: write)
        }
    }

    private func publishDigests(of day: Day, in write: borrowing Write) async throws {
        for digest in try await notices.addDigests(of: day, in: write) { try write.append(digest) }
        try await communities.touch(in: write)
    }

    /// The district's day of a fact that was recorded at `time`; nil where a scenario has not begun.
    func day(of time: Timestamp, in write: borrowing Write) async throws -> Day? {
        isScenarioDistrict ? try await communities.scenarioDay(in: write) : time.day
    }

    /// The day of a notice that is posted now.
    func today(in write: borrowing Write) async throws -> Day {
        try await day(of: write.now, in: write) ?? write.now.day
    }
}
