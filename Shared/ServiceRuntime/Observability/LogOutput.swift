import Glibc

/// Where log lines go.
package struct LogOutput: Sendable {
    private let sink: @Sendable ([UInt8]) -> Void

    package init(_ sink: @escaping @Sendable ([UInt8]) -> Void) { self.sink = sink }

    /// The process's standard error.
    ///
    /// A line goes out in one call, so that lines of two threads never mix; when nobody reads it any more the line is
    /// dropped, because a service must not stop for its log.
    package static let standardError = LogOutput { line in
        var rest = line[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is only read, by a call that returns before the closure does.
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }

    func write(_ line: [UInt8]) { sink(line) }
}
