import Glibc
import Synchronization

/// Ports on 127.0.0.1 that nobody listens on.
///
/// They lie below the range from which the kernel takes ports for outgoing connections: one of those could otherwise sit on
/// the port of a server that was killed and is about to come back. So could another process that looks for a free port:
/// each has a part of the range for itself, as long as there are parts.
package enum FreePort {
    private static let range = 20_000..<32_000
    /// Each has some thousand ports: none is given twice.
    private static let parts = 3
    private static let claim = PortClaim(on: range, parts: parts)
    private static let given = Mutex<Set<Int>>([])

    /// A port that is free now and that this process is not given a second time.
    ///
    /// - Throws: `LaunchError` when none is found.
    package static func reserve() throws -> Int {
        let ports = claim?.ports ?? range
        for _ in 0..<200 {
            let port = Int.random(in: ports)
            guard isFree(port), given.withLock({ $0.insert(port).inserted }) else { continue }
            return port
        }
        throw LaunchError(program: "FreePort", reason: "no free port found in \(ports)")
    }

    /// Whether a server could listen on the port now.
    package static func isFree(_ port: Int) -> Bool { obstacle(to: port) == nil }

    /// Why no server can listen on the port now, as it goes on after the port; nil where one can.
    package static func obstacle(to port: Int) -> String? {
        guard let number = UInt16(exactly: port) else { return "is no port: they end with \(UInt16.max)" }
        do throws(PortError) {
            // As servers do, which take a port though connections to it were closed a moment ago.
            close(try bound(number, reusing: true))
            return nil
        } catch {
            return obstacle(error.code)
        }
    }

    static func obstacle(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE: "is taken by another program"
        case EACCES: "is open to root alone, as those below 1024 are"
        default: "cannot be opened (\(String(cString: strerror(code))))"
        }
    }

    /// A socket that has the port, and does not listen.
    static func bound(_ port: UInt16, reusing: Bool) throws(PortError) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw PortError(code: errno) }
        var reuse: Int32 = reusing ? 1 : 0
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        // SAFETY: a sockaddr_in is passed as the sockaddr that it begins with, for the length of the call, with its true size.
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard outcome == 0 else {
            let code = errno
            close(descriptor)
            throw PortError(code: code)
        }
        return descriptor
    }
}

/// Why a socket did not get a port, as the system tells it.
struct PortError: Error { let code: Int32 }
