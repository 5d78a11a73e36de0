import Glibc

/// What a ``DedicatedThread`` has still to do: many producers, one consumer that sleeps while there is nothing.
// SAFETY: the mutable state is touched only while `mutex` is held. Mutex and condition live at fixed addresses from init
// to deinit, as POSIX demands; in deinit nobody else has a reference, so nobody waits.
final class JobQueue: @unchecked Sendable {
    enum Job: Sendable {
        case body(@Sendable () -> Void)
        /// The executor is held so that it outlives its jobs.
        case task(UnownedJob, DedicatedThread)

        func run() {
            switch self {
            case .body(let body): body()
            case .task(let job, let thread):
                job.runSynchronously(
                    isolatedTo: thread.asUnownedSerialExecutor(), taskExecutor: thread.asUnownedTaskExecutor())
            }
        }
    }

    enum Answer {
        case accepted, refused, acceptedByEndedThread
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []
    private var isClosed = false
    private var hasEnded = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func append(_ job: Job, evenIfClosed: Bool) -> Answer {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed || evenIfClosed else { return .refused }
        jobs.append(job)
        if hasEnded {
            hasEnded = false
            return .acceptedByEndedThread
        }
        pthread_cond_signal(condition)
        return .accepted
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Blocks until there is something to do.
    ///
    /// `nil` once the queue is closed and empty.
    func take() -> [Job]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty {
            if isClosed {
                hasEnded = true
                return nil
            }
            pthread_cond_wait(condition, mutex)
        }
        var taken: [Job] = []
        swap(&taken, &jobs)
        return taken
    }
}
