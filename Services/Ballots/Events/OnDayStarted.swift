import EventLog
import Model
import ServiceRuntime

/// A scenario's day begins, and with it results stand that were posted until the day before: in the same transaction, so
/// that a story says the same each time it is played.
struct OnDayStarted: Sendable {
    let scenarioDay: ScenarioDay
    let lifecycle: LifecycleStore
    let takeEffect: TakeEffect

    func handle(_ received: Received<DayStarted>, _ write: borrowing Write) async throws {
        try await scenarioDay.handle(received, write)
        for assembly in try await lifecycle.posted(in: write) {
            do {
                try await takeEffect.run(assembly, in: write)
            } catch is LifecycleRefusal {
                // It is still posted, or an objection keeps it.
            }
        }
    }
}
