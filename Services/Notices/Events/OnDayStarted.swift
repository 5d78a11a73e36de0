import EventLog
import Model

/// The day before is over: its digests are published.
struct OnDayStarted: Sendable {
    let record: PublicRecord

    func handle(_ received: Received<DayStarted>, in write: borrowing Write) async throws {
        guard record.isScenarioDistrict else { return }
        try await record.start(scenarioDay: received.event.day, in: write)
    }
}
