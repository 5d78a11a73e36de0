import Glibc

/// Held by the process that runs a district, for as long as it lives: the kernel lets go of it whatever way that ends.
package struct DistrictLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `DistrictError.alreadyRunning` when another process has it.
    init(_ directory: DistrictDirectory) async throws {
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

    func release() {
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
    package static func waitUntilFree(in directory: DistrictDirectory) async throws {
        while isHeld(in: directory) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
