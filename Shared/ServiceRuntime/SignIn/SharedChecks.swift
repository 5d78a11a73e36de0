import Synchronization

/// Lets those who come with the same new token at the same time share one check of it: a page opens several connections
/// at once, and each would verify the same signature.
final class SharedChecks: Sendable {
    typealias Outcome = Result<Caller, any Error>
    private let waiting = Mutex<[String: [Waiting]]>([:])

    private struct Waiting: Sendable { let tell: @Sendable (Outcome) -> Void }

    /// Calls `then` with what `check` brought, which is run for the first who asks for `name`; who asks meanwhile is told
    /// by that one.
    func check(
        _ name: String, by check: () throws -> Caller, then: @escaping @Sendable (Outcome) -> Void
    ) {
        let isFirst = waiting.withLock { waiting in
            defer { waiting[name, default: []].append(Waiting(tell: then)) }
            return waiting[name] == nil
        }
        guard isFirst else { return }
        let outcome = Result(catching: check)
        for one in waiting.withLock({ $0.removeValue(forKey: name) }) ?? [] { one.tell(outcome) }
    }
}
