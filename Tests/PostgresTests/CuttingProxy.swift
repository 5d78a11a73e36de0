import Foundation
import Threads

/// A TCP proxy on 127.0.0.1 that cuts a connection when the client sends a certain word.
final class CuttingProxy: Sendable {
    enum Cut {
        /// The word does not reach the server.
        case beforeForwarding
        /// The word reaches the server, and its answer does not reach the client.
        case afterForwarding
    }

    let port: Int
    private let listener: CInt
    private let target: Int
    private let word: [UInt8]
    private let cut: Cut

    struct Failure: Error {
        let call: String
        let code = errno
    }

    /// Runs a proxy while `body` runs.
    static func run(
        to target: Int, cuttingAt word: String, _ cut: Cut, _ body: (CuttingProxy) async throws -> Void
    ) async throws {
        let proxy = try CuttingProxy(to: target, word: word, cut)
        let thread = DedicatedThread(name: "cutting proxy")
        async let served: Void = thread.run { try proxy.serve() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(proxy))
        } catch {
            result = .failure(error)
        }
        // Ends the wait for connections.
        shutdown(proxy.listener, CInt(SHUT_RDWR))
        try await served
        try result.get()
    }

    private init(to target: Int, word: String, _ cut: Cut) throws {
        self.target = target
        self.word = Array(word.utf8)
        self.cut = cut
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: a sockaddr_in stands for the sockaddr it begins with, during the call and with its true size.
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw Failure(call: "listen") }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit {
        close(listener)
    }

    /// Serves one connection after the other.
    private func serve() throws {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = try connectToTarget()
            relay(client, server)
            close(client)
            close(server)
        }
    }

    /// Passes bytes on until one side ends or the word is seen.
    private func relay(_ client: CInt, _ server: CInt) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var polled = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, 2, -1) > 0 else { return }
            for (from, to) in [(0, 1), (1, 0)] where polled[from].revents != 0 {
                let count = read(polled[from].fd, &buffer, buffer.count)
                guard count > 0 else { return }
                let isWord = from == 0 && buffer[..<count].firstRange(of: word) != nil
                if isWord, cut == .beforeForwarding {
                    return
                }
                guard write(polled[to].fd, buffer, count) == count else { return }
                if isWord {
                    // The server has answered, so it has done what it was told.
                    _ = read(server, &buffer, buffer.count)
                    return
                }
            }
        }
    }

    private func connectToTarget() throws -> CInt {
        let server = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(port: UInt16(target))
        // SAFETY: as above.
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure(call: "connect") }
        return server
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
