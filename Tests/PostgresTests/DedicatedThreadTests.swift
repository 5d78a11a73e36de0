import Dispatch
import Foundation
import Testing
import Threads

struct DedicatedThreadTests {
    struct Refusal: Error {}

    @Test func `bodies run in order on one thread`() async throws {
        let thread = DedicatedThread(name: "ordered")
        let first = try await thread.run { pthread_self() }
        for _ in 0..<100 {
            #expect(try await thread.run { pthread_self() } == first)
        }
        await #expect(throws: Refusal.self) { try await thread.run { throw Refusal() } }
    }

    @Test func `what is begun runs before its caller waits, and hands out its outcome`() async throws {
        let (thread, own) = (DedicatedThread(name: "begun"), DedicatedThread(name: "own"))
        let begun = DispatchSemaphore(value: 0)
        func block() { begun.wait() }
        let number = try await withTaskExecutorPreference(own) { () async throws -> Int in
            let number = thread.begin {
                begun.signal()
                return 7
            }
            // The caller blocks its own thread: an `async let` would not begin.
            block()
            return try await number.value()
        }
        #expect(number == 7)
        await #expect(throws: Refusal.self) { try await thread.begin { throw Refusal() }.value() }
        thread.stop()
        await #expect(throws: DedicatedThread.Stopped.self) { try await thread.begin {}.value() }
    }

    @Test func `what a thread is handed later has the outcome of what it was handed before`() async throws {
        let thread = DedicatedThread(name: "later")
        let first = thread.begin { 7 }
        let refused = thread.begin { () throws -> Int in throw Refusal() }
        let second = thread.begin { try first.settled() + 1 }

        #expect(try await second.value() == 8)
        #expect(try await first.value() == 7)
        await #expect(throws: Refusal.self) { try await thread.begin { try refused.settled() }.value() }
    }

    @Test func `an actor and a task that prefer it share its thread`() async throws {
        actor Sum {
            nonisolated let thread = DedicatedThread(name: "sum")
            nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
            private var sum = 0

            func add(_ number: Int) -> (sum: Int, thread: pthread_t) {
                sum += number
                return (sum, pthread_self())
            }
        }
        let sum = Sum()
        let expected = try await sum.thread.run { pthread_self() }
        await withTaskExecutorPreference(sum.thread) {
            for number in 1...1000 {
                let added = await sum.add(1)
                #expect(added.sum == number && added.thread == expected && currentThread() == expected)
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { _ = await sum.add(1) }
            }
        }
        #expect(await sum.add(0).sum == 1100)
    }

    @Test func `a stopped thread refuses work but ends what it was given`() async throws {
        let thread = DedicatedThread(name: "stopped")
        let done = Counter()
        let begun = AsyncStream<Void>.makeStream()
        let stopped = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await thread.run {
                    begun.continuation.yield()
                    stopped.wait()
                }
            }
            for await _ in begun.stream { break }
            // They queue behind the body that blocks, and have done so after a few turns of their own thread.
            let others = DedicatedThread(name: "others")
            for _ in 0..<10 {
                group.addTask(executorPreference: others) { _ = try await thread.run { done.count() } }
            }
            for _ in 0..<10 { try await others.run {} }
            thread.stop()
            stopped.signal()
            try await group.waitForAll()
        }
        #expect(done.value == 10)
        await #expect(throws: DedicatedThread.Stopped.self) { try await thread.run {} }
        // A task's own steps still run, or it would hang.
        await withTaskExecutorPreference(thread) { await Task.yield() }
    }
}

private func currentThread() -> pthread_t {
    pthread_self()
}
