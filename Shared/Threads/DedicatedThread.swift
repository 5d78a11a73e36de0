import Glibc

/// One POSIX thread with a queue of jobs: the place for C calls that block.
///
/// As a `SerialExecutor` it can be the executor of an actor; as a `TaskExecutor` it can be preferred by a task, so that
/// a task's steps and the actor's run on one thread without a switch between them. The thread ends after the last
/// reference to it is gone, or after ``stop()``.
package final class DedicatedThread: SerialExecutor, TaskExecutor, Sendable {
    private let queue: JobQueue
    private let name: String

    /// - Parameter name: shown by `top -H`; the system keeps its first 15 bytes.
    package init(name: String) {
        self.name = name
        self.queue = JobQueue()
        Self.serve(queue, name: name)
    }

    deinit {
        queue.close()
    }

    /// Runs `body`, which may block, on this thread.
    /// - Throws: what `body` throws, or ``Stopped`` after ``stop()``.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let accepted = queue.append(
                .body { continuation.resume(with: Result(catching: body)) }, evenIfClosed: false)
            if accepted == .refused {
                continuation.resume(throwing: Stopped())
            }
        }
    }

    /// As ``run(_:)``, but a task that is cancelled does not wait: `body` then finishes unheard.
    /// - Throws: what `body` throws, ``Stopped`` after ``stop()``, or `CancellationError`.
    package func runUnlessCancelled<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let answer = Answer<Value>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.resume(continuation)
                let job = JobQueue.Job.body { answer.give(Result(catching: body)) }
                if queue.append(job, evenIfClosed: false) == .refused {
                    answer.give(.failure(Stopped()))
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }

    /// Hands `body`, which may block, to this thread at once, and lets the caller go on meanwhile.
    ///
    /// An `async let` whose task prefers the caller's thread begins only when the caller waits for something. When
    /// nobody asks for the outcome, `body` finishes unheard.
    package func begin<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) -> Begun<Value> {
        let answer = Answer<Value>()
        let job = JobQueue.Job.body { answer.give(Result(catching: body)) }
        if queue.append(job, evenIfClosed: false) == .refused {
            answer.give(.failure(Stopped()))
        }
        return Begun(answer: answer)
    }

    /// What was begun on another thread.
    package struct Begun<Value: Sendable>: Sendable {
        fileprivate let answer: Answer<Value>

        /// Waits for the outcome, which is handed out once.
        ///
        /// - Throws: what the body throws, or ``Stopped``.
        package consuming func value() async throws -> Value {
            try await withCheckedThrowingContinuation { [answer] in answer.resume($0) }
        }

        /// The outcome without waiting, for what the same thread was handed later.
        ///
        /// - Throws: as `value`
        package func settled() throws -> Value {
            guard let result = answer.given else { preconditionFailure("it is asked for before it is done") }
            return try result.get()
        }
    }

    /// Ends the thread after what is queued.
    ///
    /// Later calls of ``run(_:)`` throw.
    package func stop() {
        queue.close()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        // An actor's job must run, or its task would hang for ever; so a thread that has ended is started again.
        if queue.append(.task(UnownedJob(job), self), evenIfClosed: true) == .acceptedByEndedThread {
            Self.serve(queue, name: name)
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }

    /// The thread was told to stop before the work was handed to it.
    package struct Stopped: Error {}

    private static func serve(_ queue: JobQueue, name: String) {
        POSIXThread.start(name: name) {
            while let jobs = queue.take() {
                for job in jobs {
                    job.run()
                }
            }
        }
    }
}
