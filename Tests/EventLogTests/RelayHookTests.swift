import Model
import Synchronization
import Testing

@testable import EventLog

@Suite struct RelayHookTests {
    /// The thousandth commit of a process reaches the relay as directly as the first did; when each left a wrapper
    /// behind, a service slowed down with every commit and ended when its stack did.
    @Test func `commits leave nothing behind`() {
        let hook = RelayHook()
        let told = Mutex(0)
        hook.connect { _, _ in told.withLock { $0 += 1 } }
        for _ in 0..<500_000 { hook.committed([], in: Shard.all[0]) }
        #expect(told.withLock { $0 } == 500_000)
    }
}
