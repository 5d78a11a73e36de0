import Glibc

/// How many files and connections the process may have open.
///
/// What Swift's runtime does without one more ends the process, so that connections must never take the last of them.
enum OpenFiles {
    /// For databases, brokers, logs, event loops and what the runtime opens by itself.
    static let others = 256

    /// Raises the limit as far as the system lets the process, and returns it.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Int.max }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// - Throws: `ConfigurationError` where connections could take all that the limit leaves.
    static func check(connections: Int, limit: Int) throws(ConfigurationError) {
        guard connections <= limit - others else {
            throw ConfigurationError(
                "http.connections",
                "is \(connections), but the process may have \(limit) files open, of which \(others) are for others")
        }
    }
}
