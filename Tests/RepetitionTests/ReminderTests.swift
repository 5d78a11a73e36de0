import Repetition
import Testing

struct ReminderTests {
    @Test func `what goes on is said at once, and then once a minute`() {
        let (reminder, start) = (Reminder(), ContinuousClock.now)
        let said = [0, 1, 59, 60, 61, 119, 120].filter { reminder.isDue(at: start + .seconds($0)) }
        #expect(said == [0, 60, 120])
    }
}
