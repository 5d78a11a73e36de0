import Model
import Synchronization

/// Tells on standard error which service a command waits for: silence looks like a command that hangs itself.
final class WaitingTalk: Sendable {
    /// How long nobody wonders.
    private let silence: Duration
    private let say: @Sendable (String) -> Void
    /// The services that were told of: calls of one time wait together, and one line is enough for them.
    private let told = Mutex<Set<ServiceName>>([])

    init(after silence: Duration = .seconds(3), say: @escaping @Sendable (String) -> Void = { WaitingTalk.talk($0) }) {
        self.silence = silence
        self.say = say
    }

    /// Runs a call, and tells whom it waits for where it has not ended by then.
    ///
    /// - Throws: what `call` throws.
    func during<Value: Sendable>(
        _ service: ServiceName, _ call: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        defer { told.withLock { _ = $0.remove(service) } }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await call() }
            group.addTask { [self] in
                try await Task.sleep(for: silence)
                if told.withLock({ $0.insert(service).inserted }) { say("Waiting for \(service.rawValue).") }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }

    static func talk(_ line: String) {
        ProgressBar.makeRoom()
        Output.talk(line)
    }
}
