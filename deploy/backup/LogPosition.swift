import Model

/// A place in PostgreSQL's write-ahead log, written `0/3045EC8` (manual, 8.20).
struct LogPosition: TextValue, Comparable {
    let bytes: UInt64

    init(bytes: UInt64) { self.bytes = bytes }

    init(parsing text: String) throws(InvalidValue) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false).map { UInt32($0, radix: 16) }
        guard halves.count == 2, let high = halves[0], let low = halves[1] else {
            throw InvalidValue("position", zh: "应为日志位置，如 0/3045EC8", en: "is no place in a log, such as 0/3045EC8")
        }
        bytes = UInt64(high) << 32 | UInt64(low)
    }

    var description: String {
        String(bytes >> 32, radix: 16, uppercase: true) + "/"
            + String(bytes & 0xffff_ffff, radix: 16, uppercase: true)
    }

    static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }
}

/// Whose log it is: positions of two logs may be compared only where this is the same.
struct LogIdentity: Codable, Equatable, Sendable {
    /// What `initdb` gave the server's data for life.
    var systemIdentifier: String
    /// One more after each recovery: from there on it is another history.
    var timeline: UInt32
    var segmentBytes: UInt64

    /// The number of the file that holds the byte before a position.
    func segment(before position: LogPosition) -> UInt64 { (max(position.bytes, 1) - 1) / segmentBytes }

    /// The number of the file that holds the byte at a position.
    func segment(at position: LogPosition) -> UInt64 { position.bytes / segmentBytes }

    /// Where a segment begins.
    func start(of segment: UInt64) -> LogPosition { LogPosition(bytes: segment * segmentBytes) }

    /// A segment's file, as PostgreSQL names it: the timeline and the two parts of the number.
    func fileName(of segment: UInt64) -> String {
        let each = Self.ofHighPart / segmentBytes
        return [UInt64(timeline), segment / each, segment % each].map(Self.digits).joined()
    }

    /// - Returns: nil for what is no segment of this timeline.
    func segment(named name: String) -> UInt64? {
        guard name.utf8.count == 24, UInt32(name.prefix(8), radix: 16) == timeline,
            let high = UInt64(name.dropFirst(8).prefix(8), radix: 16), let low = UInt64(name.suffix(8), radix: 16)
        else { return nil }
        guard low < Self.ofHighPart / segmentBytes else { return nil }
        return high * (Self.ofHighPart / segmentBytes) + low
    }

    private static let ofHighPart: UInt64 = 1 << 32

    private static func digits(_ value: UInt64) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 8 - text.count)) + text
    }
}

extension LogIdentity {
    /// - Throws: `DecodingError`, also where segments have a size that `initdb` cannot give.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        systemIdentifier = try container.decode(String.self, forKey: .systemIdentifier)
        timeline = try container.decode(UInt32.self, forKey: .timeline)
        segmentBytes = try container.decode(UInt64.self, forKey: .segmentBytes)
        guard (1 << 20...1 << 30).contains(segmentBytes), segmentBytes & (segmentBytes - 1) == 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .segmentBytes, in: container, debugDescription: "is no size of a segment")
        }
    }
}
