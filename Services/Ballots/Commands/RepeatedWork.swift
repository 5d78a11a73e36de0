import Logging
import ServiceLifecycle
import ServiceRuntime

/// Work that looks again and again for something to do; what it could not do stays to be done.
struct RepeatedWork: Service {
    private let name: String
    private let interval: Duration
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    private static let pauseAfterFailure = Duration.seconds(1)

    init(
        _ name: String, every interval: Duration, _ logger: Logger, _ work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.logger = logger
        self.work = work
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                while true { try await Task.sleep(for: await attempt()) }
            } catch is CancellationError {
                return
            }
        }
    }

    /// - Returns: how long to wait before the next attempt.
    private func attempt() async -> Duration {
        do {
            try await work()
            return interval
        } catch is CancellationError {
            return interval
        } catch {
            logger.warning("a repeated task failed", error: error, metadata: ["task": "\(name)"])
            return Self.pauseAfterFailure
        }
    }
}
