import Dispatch
import Testing
import Threads

struct BoundedCallTests {
    @Test func `a call that returns is waited for`() {
        let done = DispatchSemaphore(value: 0)
        #expect(BoundedCall.run(name: "short", patience: .seconds(60)) { done.signal() })
        #expect(done.wait(timeout: .now()) == .success)
    }

    @Test func `a call that does not return is left behind, and goes on`() {
        let (gate, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let returned = BoundedCall.run(name: "long", patience: .milliseconds(20)) {
            gate.wait()
            done.signal()
        }
        #expect(!returned)
        gate.signal()
        #expect(done.wait(timeout: .now() + 60) == .success)
    }
}
