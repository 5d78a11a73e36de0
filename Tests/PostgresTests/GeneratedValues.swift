import Foundation
import Postgres
import TestSupport

/// One value of every type, made from random numbers.
struct Values: Equatable {
    var int16: Int16
    var int32: Int32
    var int64: Int64
    var double: Double
    var text: String
    var bytes: [UInt8]
    var uuid: UUID
    var optional: Int64?
    var booleans: [Bool?]
    var numbers: [Int64]
    var texts: [String?]
    var blobs: [[UInt8]]
    var days: [PostgresDate]
    var times: [PostgresTimestamp?]

    init(using random: inout SeededGenerator) {
        int16 = .random(in: .min ... .max, using: &random)
        int32 = .random(in: .min ... .max, using: &random)
        int64 = .random(in: .min ... .max, using: &random)
        double = .random(in: -1e300...1e300, using: &random)
        text = Self.text(using: &random)
        bytes = Self.list(using: &random) { .random(in: 0...255, using: &$0) }
        uuid = UUID(uuidString: Self.uuid(using: &random)) ?? UUID()
        optional = Bool.random(using: &random) ? nil : int64
        booleans = Self.list(using: &random) { [true, false, nil].randomElement(using: &$0) ?? nil }
        numbers = Self.list(using: &random) { .random(in: .min ... .max, using: &$0) }
        texts = Self.list(using: &random) { Bool.random(using: &$0) ? nil : Self.text(using: &$0) }
        blobs = Self.list(using: &random) { random in Self.list(using: &random) { .random(in: 0...255, using: &$0) } }
        days = Self.list(using: &random) { PostgresDate(daysSince2000: .random(in: -700_000...2_000_000, using: &$0)) }
        times = Self.list(using: &random) { random in
            Bool.random(using: &random)
                ? nil
                : PostgresTimestamp(
                    microsecondsSince2000: .random(
                        in: -60_000_000_000_000_000...9_000_000_000_000_000_000, using: &random))
        }
    }

    init(roundTripOf sent: Values, on connection: PostgresConnection) async throws {
        self = sent
        let first = try await connection.query(
            """
            SELECT \(sent.int16), \(sent.int32), \(sent.int64), \(sent.double), \(sent.text), \(sent.bytes), \(sent.uuid),
                   \(sent.optional)
            """,
            as: (Int16, Int32, Int64, Double, String, [UInt8], UUID, Int64?).self)
        (int16, int32, int64, double, text, bytes, uuid, optional) = first[0]
        let second = try await connection.query(
            """
            SELECT \(sent.booleans), \(sent.numbers), \(sent.texts), \(sent.blobs), \(sent.days), \(sent.times)
            """,
            as: ([Bool?], [Int64], [String?], [[UInt8]], [PostgresDate], [PostgresTimestamp?]).self)
        (booleans, numbers, texts, blobs, days, times) = second[0]
    }

    private static func list<Element>(
        using random: inout SeededGenerator, _ element: (inout SeededGenerator) -> Element
    ) -> [Element] {
        (0..<Int.random(in: 0...8, using: &random)).map { _ in element(&random) }
    }

    /// Any Unicode scalars but NUL.
    private static func text(using random: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        let ranges: [ClosedRange<UInt32>] = [0x1...0x7F, 0x80...0xD7FF, 0xE000...0x10FFFF]
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            let range = ranges[Int.random(in: 0..<3, using: &random)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                text.append(scalar)
            }
        }
        return String(text)
    }

    private static func uuid(using random: inout SeededGenerator) -> String {
        let digits = (0..<32).map { _ in String(Int.random(in: 0...15, using: &random), radix: 16) }.joined()
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(Array(digits)[$0]) }.joined(separator: "-")
    }
}
