package import ServiceContextModule
import Synchronization

/// Where a piece of work belongs: the ids of W3C Trace Context, kept as numbers and written out only when asked for.
package struct TraceContext: Sendable, Equatable {
    private let high: UInt64
    private let low: UInt64
    private let span: UInt64
    private let isSampled: Bool

    /// The trace of an incoming `traceparent` with a span of our own, or a new trace when there is none that we can read.
    package init(incoming header: String?) {
        if let header, let parent = TraceContext(traceparent: header) {
            self.init(high: parent.high, low: parent.low, span: RandomIDs.next(), isSampled: parent.isSampled)
        } else {
            self.init(high: RandomIDs.next(), low: RandomIDs.next(), span: RandomIDs.next(), isSampled: true)
        }
    }

    /// Reads `00-<32 hex>-<16 hex>-<2 hex>` in lower case; nil for anything else and for ids of zeros only.
    package init?(traceparent header: String) {
        let bytes = Array(header.utf8)
        guard bytes.count >= 55, bytes.count == 55 || bytes[55] == UInt8(ascii: "-"),
            [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }),
            let version = Self.number(bytes[0..<2]), version != 0xFF, version != 0 || bytes.count == 55,
            let high = Self.number(bytes[3..<19]), let low = Self.number(bytes[19..<35]),
            let span = Self.number(bytes[36..<52]), let flags = Self.number(bytes[53..<55]),
            high != 0 || low != 0, span != 0
        else { return nil }
        self.init(high: high, low: low, span: span, isSampled: flags & 1 == 1)
    }

    private init(high: UInt64, low: UInt64, span: UInt64, isSampled: Bool) {
        self.high = high
        self.low = low
        self.span = span
        self.isSampled = isSampled
    }

    /// 32 hexadecimal digits.
    package var traceID: String { Self.hex(high) + Self.hex(low) }

    /// 16 hexadecimal digits.
    package var spanID: String { Self.hex(span) }

    package var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = (0..<16).map { index in
            JSONEscapes.hexDigit(UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * index)) & 0xF)
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

/// Ids that are unique rather than secret: one random start per process, mixed by SplitMix64 without a system call.
private enum RandomIDs {
    private static let state = Atomic<UInt64>(UInt64.random(in: 1...UInt64.max))

    static func next() -> UInt64 {
        var value = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        return value == 0 ? 1 : value
    }
}

private enum TraceContextKey: ServiceContextKey {
    typealias Value = TraceContext
    static var nameOverride: String? { "trace" }
}

extension ServiceContext {
    /// The trace that the current work belongs to.
    package var trace: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }
}
