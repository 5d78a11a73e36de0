import Synchronization
import UnixSignals

/// Whether somebody wants this command to end: by Ctrl-C, from another process, or with its terminal.
///
/// For commands that have something which they alone know, and which must be written before the process ends.
final class StopWish: Sendable {
    private let state = Mutex(false)

    var isMade: Bool { state.withLock { $0 } }

    /// - Returns: whether it is the first time.
    private func make() -> Bool {
        state.withLock { isMade in
            defer { isMade = true }
            return !isMade
        }
    }

    /// Runs `body`, which asks between two steps whether it is to end.
    ///
    /// A second signal cancels what it waits for.
    ///
    /// - Parameters:
    ///   - words: what is told after the first signal.
    ///   - body: is given the wish.
    /// - Throws: what `body` throws.
    static func heeded(
        saying words: String, _ body: @escaping @Sendable (StopWish) async throws -> Void
    ) async throws {
        let signals = await UnixSignalsSequence(trapping: [.sigint, .sigterm, .sighup])
        let wish = StopWish()
        try await withThrowingTaskGroup(of: Ended.self) { group in
            group.addTask {
                try await body(wish)
                return .body
            }
            group.addTask {
                for await _ in signals {
                    guard wish.make() else { break }
                    Output.talk(words)
                }
                return .patience
            }
            defer { group.cancelAll() }
            guard try await group.next() == .patience else { return }
            group.cancelAll()
            _ = try await group.next()
        }
    }

    private enum Ended {
        case body, patience
    }
}
