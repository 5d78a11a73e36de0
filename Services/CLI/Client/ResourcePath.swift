import Foundation

/// A path below a service with a query, whose interpolated values are percent-encoded:
/// `"/v1/communities/\(community)/roll"`.
struct ResourcePath: ExpressibleByStringInterpolation, Sendable {
    private(set) var text: String

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// The same path with one more query parameter, or the path itself without a value.
    func query(_ name: String, _ value: String?) -> ResourcePath {
        guard let value else { return self }
        var copy = self
        copy.text += (text.contains("?") ? "&" : "?") + name + "=" + Self.encoded(value)
        return copy
    }

    /// The same path with `name=true`, if `value` holds.
    func flag(_ name: String, _ value: Bool) -> ResourcePath { query(name, value ? "true" : nil) }

    /// Whether a service only rehearses what is sent there; within a value no `=` stands as it is.
    var isRehearsal: Bool { text.contains("?dryRun=true") || text.contains("&dryRun=true") }

    /// A path below this one.
    func appending(_ tail: ResourcePath) -> ResourcePath {
        var copy = self
        copy.text += tail.text
        return copy
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += ResourcePath.encoded(value.description)
        }
    }
}
