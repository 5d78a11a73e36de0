import Glibc

/// Starts detached POSIX threads.
enum POSIXThread {
    /// Runs `body` on a new thread that takes no signals.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        let work = Work(name: name, body: body)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        // Created with every signal blocked: a signal's handler never interrupts libpq or librdkafka.
        var every = sigset_t()
        var before = sigset_t()
        sigfillset(&every)
        pthread_sigmask(SIG_SETMASK, &every, &before)
        var thread = pthread_t()
        // SAFETY: the retained `Work` is released by the new thread, which takes it back exactly once.
        let outcome = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                POSIXThread.label(work.name)
                work.body()
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        pthread_attr_destroy(&attributes)
        precondition(outcome == 0, "the system has no thread left for \(name)")
    }

    /// Names the calling thread for `top -H`; glibc's own call is out of Swift's sight, the kernel's file is not.
    fileprivate static func label(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let bytes = Array(name.utf8.prefix(15))
        _ = write(file, bytes, bytes.count)
        close(file)
    }

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
