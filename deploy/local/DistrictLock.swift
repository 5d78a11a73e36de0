import Glibc

/// Held by the process that runs a district, for as long as it lives: the kernel lets go of it whatever way that ends.
package struct DistrictLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `DistrictError.alreadyRunning` when another process has it.
    package init(_ directory: DistrictDirectory) async throws {
        descriptor = open(directory.lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DistrictError.unusable(path: directory.lockFile, reason: String(cString: strerror(errno)))
        }
        // Somebody who only asks whether it is held has it for a moment.
        for _ in 0..<20 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        close(descriptor)
        throw DistrictError.alreadyRunning(directory: directory.path, pid: DistrictState.supervisor(in: directory))
    }

    package func release() {
        close(descriptor)
    }

    /// Whether a process runs a district there now.
    package static func isHeld(in directory: DistrictDirectory) -> Bool {
        let descriptor = open(directory.lockFile, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    /// Waits until no process runs a district there.
    ///
    /// - Parameters:
    ///   - directory: where.
    ///   - holder: the process that runs one, as far as it is known.
    ///   - limit: how long at most; without one as long as it takes, for those who wait for nothing else.
    ///   - patience: after how long `tell` is called, once, if it still runs.
    ///   - tell: says to whoever waits what is waited for.
    /// - Throws: `DistrictError.stillHeld` at the limit.
    package static func waitUntilFree(
        in directory: DistrictDirectory, heldBy holder: Int32? = nil, within limit: Duration? = nil,
        patience: Duration = .seconds(3), _ tell: () -> Void = {}
    ) async throws {
        let start = ContinuousClock.now
        var isTold = false
        while isHeld(in: directory) {
            let waited = ContinuousClock.now - start
            if !isTold, waited >= patience {
                tell()
                isTold = true
            }
            if let limit, waited >= limit {
                throw DistrictError.stillHeld(directory: directory.path, pid: holder, limit: limit)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
