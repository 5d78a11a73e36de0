import FoundationEssentials
package import Logging
import Model

/// Writes each log line as one JSON object: time, level, service, message, trace ids and metadata.
///
/// Texts from outside cannot forge a line, because every control character in them is escaped.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider? = .trace
    private let service: String
    private let label: String
    private let output: LogOutput

    package init(label: String, service: String, output: LogOutput = .standardError) {
        self.label = label
        self.service = service
        self.output = output
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line.append(contentsOf: "{\"time\":\"\(Self.now())\",\"level\":\"\(event.level.rawValue)\"".utf8)
        write("service", service, to: &line)
        write("logger", label, to: &line)
        write("message", "\(event.message)", to: &line)
        if let error = event.error { write("error", "\(error)", to: &line) }
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let given = event.metadata { all.merge(given) { _, new in new } }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line.append(UInt8(ascii: ","))
            // A name must not come twice in one object: readers differ in which of the two they see.
            let isTaken = Self.ownNames.contains(key) || (key == "error" && event.error != nil)
            JSONEscapes.quote(isTaken ? "metadata.\(key)" : key, into: &line)
            line.append(UInt8(ascii: ":"))
            write(value, to: &line)
        }
        line.append(contentsOf: "}\n".utf8)
        output.write(line)
    }

    private func write(_ name: StaticString, _ value: String, to line: inout [UInt8]) {
        line.append(contentsOf: ",\"\(name)\":".utf8)
        JSONEscapes.quote(value, into: &line)
    }

    private func write(_ value: Logger.MetadataValue, to line: inout [UInt8]) {
        switch value {
        case .string(let text): JSONEscapes.quote(text, into: &line)
        case .stringConvertible(let value): JSONEscapes.quote("\(value)", into: &line)
        case .array(let values):
            line.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                write(value, to: &line)
            }
            line.append(UInt8(ascii: "]"))
        case .dictionary(let values):
            line.append(UInt8(ascii: "{"))
            for (index, entry) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                JSONEscapes.quote(entry.key, into: &line)
                line.append(UInt8(ascii: ":"))
                write(entry.value, to: &line)
            }
            line.append(UInt8(ascii: "}"))
        }
    }

    private static let ownNames: Set<String> = ["time", "level", "service", "logger", "message"]

    private static func now() -> String {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).description
    }
}
