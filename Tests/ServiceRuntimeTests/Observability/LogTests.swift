import Foundation
import Logging
import ServiceContextModule
import Synchronization
import Testing

@testable import ServiceRuntime

struct LogTests {
    private final class Lines: Sendable {
        let bytes = Mutex<[[UInt8]]>([])
    }

    private func log(_ write: (Logger) -> Void) throws -> (text: String, fields: [String: Any]) {
        let lines = Lines()
        let logger = Logger(label: "tests") { label in
            JSONLogHandler(
                label: label, service: "funds", output: LogOutput { line in lines.bytes.withLock { $0.append(line) } })
        }
        write(logger)
        let line = try #require(lines.bytes.withLock { $0.count == 1 ? $0.first : nil })
        let fields = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        return (String(decoding: line, as: UTF8.self), fields)
    }

    @Test func `a line is one JSON object with time, level, service, message and metadata`() throws {
        let (text, fields) = try log {
            $0.warning("relay stopped", metadata: ["shard": "3", "list": ["a", "b"], "map": ["k": "v"]])
        }
        #expect(text.hasSuffix("}\n"))
        #expect(fields["level"] as? String == "warning")
        #expect(fields["service"] as? String == "funds")
        #expect(fields["logger"] as? String == "tests")
        #expect(fields["message"] as? String == "relay stopped")
        #expect(fields["shard"] as? String == "3")
        #expect(fields["list"] as? [String] == ["a", "b"])
        #expect(fields["map"] as? [String: String] == ["k": "v"])
        #expect((fields["time"] as? String)?.contains(#/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d.*\+08:00$/#) == true)
    }

    @Test func `text from outside cannot forge a second line`() throws {
        let (text, fields) = try log {
            $0.info("agent", metadata: ["agent": "x\r\n{\"level\":\"critical\"}\u{0}\u{1B}[31m\u{7F}\u{2028}"])
        }
        #expect(text.split(separator: "\n").count == 1)
        #expect(!text.dropLast().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
        #expect((fields["agent"] as? String)?.hasPrefix("x\r\n{") == true)
    }

    @Test func `a line within a trace carries its ids`() throws {
        var context = ServiceContext.topLevel
        context.trace = TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        let (_, fields) = try ServiceContext.$current.withValue(context) { try log { $0.info("x") } }
        #expect(fields["trace_id"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(fields["span_id"] as? String == "00f067aa0ba902b7")
    }

    @Test func `metadata cannot take the place of what a line says itself`() throws {
        let (text, fields) = try log {
            $0.error("failed", error: ConfigurationError("a", "b"), metadata: ["error": "x", "level": "info"])
        }
        #expect(fields["level"] as? String == "error")
        #expect(fields["error"] as? String == "a: b")
        #expect(fields["metadata.level"] as? String == "info")
        for name in ["level", "error"] { #expect(text.components(separatedBy: "\"\(name)\":").count == 2) }
    }

    @Test func `an error is written once under its own name`() throws {
        let (_, fields) = try log { $0.error("failed", error: ConfigurationError("http.port", "is \"x\"")) }
        #expect(fields["error"] as? String == "http.port: is \"x\"")
    }
}
