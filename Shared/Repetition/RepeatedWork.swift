package import Logging
import ServiceLifecycle

/// Work that looks again and again for something to do; what it could not do stays to be done.
package struct RepeatedWork: Service {
    private let name: String
    private let interval: Duration
    private let pauseAfterFailure: Duration
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    /// An attempt that failed is followed by the next one after `pauseAfterFailure`.
    package init(
        _ name: String, every interval: Duration, pauseAfterFailure: Duration = .seconds(1), _ logger: Logger,
        _ work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.pauseAfterFailure = pauseAfterFailure
        self.logger = logger
        self.work = work
    }

    /// Ends at a graceful shutdown, or when it is cancelled.
    ///
    /// - Throws: nothing: what fails is logged and tried again.
    package func run() async throws {
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
            // What a shutdown breaks off has not failed.
            if !Task.isCancelled {
                logger.warning("a repeated task failed", error: error, metadata: ["task": "\(name)"])
            }
            return pauseAfterFailure
        }
    }
}
