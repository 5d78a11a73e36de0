import Foundation
import Glibc
import Testing
import Threads

@testable import LocalDistrict

/// A gateway that answers one call after the other with what it was given.
enum StubGateway {
    /// An answer with this content.
    static func done(_ content: String) -> String { answer("200 OK", content) }

    /// A refusal with the stable word of its problem.
    static func refused(_ status: Int, _ slug: String) -> String {
        let problem = #"{"type": "urn:tongti:problem:\#(slug)", "title": "Refused", "status": \#(status)}"#
        return answer("\(status) Refused", problem)
    }

    private static func answer(_ status: String, _ content: String) -> String {
        "HTTP/1.1 \(status)\r\ncontent-length: \(content.utf8.count)\r\nconnection: close\r\n\r\n\(content)"
    }

    /// Runs `body` with the gateway's address; afterwards nobody answers there.
    ///
    /// - Throws: what `body` throws; errors of the system where it gets no port.
    static func answering(_ answers: [String], _ body: (String) async throws -> Void) async throws {
        try await answering(answers, hearing: { _, _ in }, body)
    }

    /// The same with somebody who is given each call, with its number from 0, before it is answered.
    static func answering(
        _ answers: [String], hearing: @escaping @Sendable (Int, String) async throws -> Void,
        _ body: (String) async throws -> Void
    ) async throws {
        let port = try FreePort.reserve()
        let listener = try FreePort.bound(UInt16(port), reusing: true)
        defer { close(listener) }
        try #require(listen(listener, 8) == 0)
        let gateway = DedicatedThread(name: "stub gateway")
        async let served: Void = serve(answers, on: listener, from: gateway, hearing)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body("http://127.0.0.1:\(port)"))
        } catch {
            outcome = .failure(error)
        }
        // Nobody waits for callers who have not called.
        shutdown(listener, CInt(SHUT_RDWR))
        try await served
        try outcome.get()
    }

    /// On a thread of its own, as calls of the system that wait would block others.
    private static func serve(
        _ answers: [String], on listener: CInt, from thread: DedicatedThread,
        _ hearing: @Sendable (Int, String) async throws -> Void
    ) async throws {
        do {
            try await withTaskExecutorPreference(thread) { try await serve(answers, on: listener, hearing) }
        } catch {
            // Whoever calls again would wait for somebody who is not there.
            shutdown(listener, CInt(SHUT_RDWR))
            throw error
        }
    }

    private static func serve(
        _ answers: [String], on listener: CInt, _ hearing: @Sendable (Int, String) async throws -> Void
    ) async throws {
        for (number, answer) in answers.enumerated() {
            let caller = accept(listener, nil, nil)
            guard caller >= 0 else { return }
            defer { close(caller) }
            var call: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !isWhole(call) {
                let count = read(caller, &buffer, buffer.count)
                guard count > 0 else { return }
                call += buffer[..<count]
            }
            try await hearing(number, String(decoding: call, as: UTF8.self))
            let bytes = Array(answer.utf8)
            guard write(caller, bytes, bytes.count) == bytes.count else { return }
        }
    }

    /// Whether a call has come to the end that its header tells.
    private static func isWhole(_ call: [UInt8]) -> Bool {
        guard let end = call.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: call[..<end.lowerBound], as: UTF8.self).lowercased()
        let length = head.firstMatch(of: /content-length: *(\d+)/).flatMap { Int($0.output.1) } ?? 0
        return call.count - end.upperBound >= length
    }
}
