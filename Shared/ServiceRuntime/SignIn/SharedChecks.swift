import Synchronization

/// Lets those who come with the same new token at the same time share one check of it: a page opens several connections
/// at once, and each would verify the same signature.
final class SharedChecks: Sendable {
    private typealias Waiting = CheckedContinuation<Result<Caller, any Error>?, Never>
    private let waiting = Mutex<[String: [Waiting]]>([:])

    /// How many wait for somebody else's check.
    func waiting(for name: String) -> Int { waiting.withLock { $0[name]?.count ?? 0 } }

    /// What `check` brought, run by the first who asks for `name` while the others wait.
    func caller(_ name: String, check: () async throws -> Caller) async throws -> Caller {
        let shared: Result<Caller, any Error>? = await withCheckedContinuation { continuation in
            let isFirst = waiting.withLock { waiting in
                guard waiting[name] != nil else {
                    waiting[name] = []
                    return true
                }
                waiting[name]?.append(continuation)
                return false
            }
            if isFirst { continuation.resume(returning: nil) }
        }
        if let shared { return try shared.get() }
        let result: Result<Caller, any Error>
        do {
            result = .success(try await check())
        } catch {
            result = .failure(error)
        }
        for continuation in waiting.withLock({ $0.removeValue(forKey: name) }) ?? [] {
            continuation.resume(returning: result)
        }
        return try result.get()
    }
}
