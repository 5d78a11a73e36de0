import Model
import Synchronization
import Testing

@testable import EventLog

@Suite struct RelayHookTests {
    /// The thousandth commit of a process wakes the relay as directly as the first did; when each left a wrapper behind,
    /// a service slowed down with every commit and ended when its stack did.
    @Test func commitsLeaveNothingBehind() {
        let hook = RelayHook()
        let woken = Mutex(0)
        hook.connect { _ in woken.withLock { $0 += 1 } }
        for _ in 0..<500_000 { hook.wake(Shard.all[0]) }
        #expect(woken.withLock { $0 } == 500_000)
    }
}
