import Foundation
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import ServiceRuntime

/// Answers that are made while they are sent.
@Suite(.timeLimit(.minutes(1)))
struct StreamedAnswerTests {
    private final class Lines: Sendable {
        private let text = Mutex("")

        var all: String { text.withLock { $0 } }

        func add(_ more: String) { text.withLock { $0 += more } }

        var logger: Logger {
            Logger(label: "test") { label in
                JSONLogHandler(
                    label: label, service: "ballots",
                    output: LogOutput { line in self.add(String(decoding: line, as: UTF8.self)) })
            }
        }
    }

    private struct Changed: Error, CustomStringConvertible {
        let description = "the rows are not those that were signed"
    }

    private static let table = Route(
        .get, "/table", roles: .anyone, answer: .text(mediaType: "text/csv"), summary: ""
    ) { _ in
        .csv("unit,area\n1,2\n", filename: "roll.csv")
    }

    private static func get(_ path: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n"
    }

    /// Whoever counts a bundle again sees one that is cut off; only whoever runs the service can find out why.
    @Test func `an answer that cannot be made to its end is an error in the log, with its path and why`() async throws {
        let lines = Lines()
        let file = Route(.get, "/file", roles: .anyone, answer: .text(mediaType: "text/plain"), summary: "") { _ in
            .file(named: "x.txt", mediaType: "text/plain") { take in
                try await take(Array("first".utf8))
                throw Changed()
            }
        }
        var server = try await TestServer([file])
        server.logger = lines.logger
        let answer = try await server.live { try await RawConnection.exchange($0, Self.get("/file")) }
        #expect(!answer.hasSuffix("\r\n0\r\n\r\n"))
        let text = lines.all
        #expect(text.contains("\"level\":\"error\"") && text.contains("an answer broke off"), "\(text)")
        #expect(text.contains("/file") && text.contains(Changed().description), "\(text)")
        #expect(text.contains("4bf92f3577b34da6a3ce929d0e0e4736"), "\(text)")
    }

    @Test func `of readers who leave before the end the log has no error`() async throws {
        let lines = Lines()
        let readers = Lines()
        let file = Route(.get, "/file", roles: .anyone, answer: .text(mediaType: "text/plain"), summary: "") { _ in
            .file(named: "x.txt", mediaType: "text/plain") { take in
                do {
                    while true { try await take([UInt8](repeating: 0x78, count: 64 * 1024)) }
                } catch {
                    readers.add("left")
                    throw error
                }
            }
        }
        var server = try await TestServer([file])
        server.logger = lines.logger
        try await server.live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(Self.get("/file"))
                _ = await connection.read { $0.contains("\r\n\r\n") }
            }
        }
        #expect(readers.all == "left")
        #expect(!lines.all.contains("\"level\":\"error\""), "\(lines.all)")
    }

    /// RFC 9112 §6.1: they would take the lengths of the chunks for content.
    @Test func `who speaks HTTP 1.0 gets a table without chunks`() async throws {
        let answer = try await TestServer([Self.table]).live { port in
            try await RawConnection.exchange(port, "GET /table HTTP/1.0\r\nHost: x\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.0 200 "), "\(answer)")
        #expect(!answer.lowercased().contains("transfer-encoding"), "\(answer)")
        #expect(answer.hasSuffix("\r\n\r\nunit,area\n1,2\n"), "\(answer)")
    }

    /// RFC 9110 §8.6: a length that GET would not name is none.
    @Test func `who asks for the head of a table alone is told no length, and gets nothing behind it`() async throws {
        let answer = try await TestServer([Self.table]).live { port in
            try await RawConnection.exchange(port, "HEAD /table HTTP/1.1\r\nHost: x\r\n\r\n")
        }
        let parts = answer.components(separatedBy: "\r\n\r\n")
        #expect(parts.count == 2 && parts.last == "", "\(answer)")
        #expect(answer.contains(" 200 ") && answer.contains("attachment; filename=\"roll.csv\""), "\(answer)")
        #expect(!answer.lowercased().contains("content-length"), "\(answer)")
    }
}
