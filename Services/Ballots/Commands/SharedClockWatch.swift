import Model
import ServiceRuntime
import Synchronization

/// The one `ClockWatch` of a process: who closes by hand is held to the same clocks as the closer that looks by itself.
final class SharedClockWatch: Sendable {
    private let watch = Mutex(ClockWatch())
    private let machine: @Sendable () -> Timestamp

    init(machine: @escaping @Sendable () -> Timestamp = { WallClock.now() }) { self.machine = machine }

    /// Judges `database`, what the database's clock said just now.
    func judge(database: Timestamp) -> ClockWatch.Verdict {
        watch.withLock { watch in
            watch.judge(database: database, machine: machine(), uptime: ContinuousClock.now)
        }
    }
}
