import FoundationEssentials
import Glibc

/// Tansu, a Kafka-compatible broker that keeps everything in memory, on 127.0.0.1.
///
/// Each start is a new cluster under a new id: by that the relays see that what they sent is gone.
package struct BrokerProgram: Program {
    package let port: Int
    let executable: String
    let log: String

    /// Makes nothing yet; `deploy/setup` has put the broker below `.local` of the clone `root`.
    package init(port: Int, root: String, log: String) {
        self.port = port
        self.executable = "\(root)/.local/bin/tansu"
        self.log = log
    }

    /// As `bootstrap.servers` wants it.
    package var address: String { "127.0.0.1:\(port)" }

    package var stopSignal: Int32 { SIGTERM }

    package func prepare() throws {
        guard access(executable, X_OK) == 0 else {
            throw LaunchError(program: executable, reason: "is not there; deploy/setup installs it")
        }
    }

    package func command() -> ChildProcess.Command {
        let listener = "tcp://\(address)"
        return ChildProcess.Command(
            executable,
            [
                "broker", "--cluster-id", "local-\(UUID().uuidString.lowercased())", "--listener-url", listener,
                "--advertised-listener-url", listener, "--storage-engine", "memory://tansu/",
            ],
            log: log)
    }

    package func isReady() async -> Bool {
        guard let number = UInt16(exactly: port) else { return false }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        // SAFETY: a sockaddr_in is passed as the sockaddr that it begins with, for the length of the call, with its true
        // size. On the loopback interface the kernel accepts or refuses at once.
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
