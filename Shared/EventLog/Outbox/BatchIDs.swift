import FoundationEssentials
import Model

/// The ids of a batch's facts, version 7 UUIDs (RFC 9562): the system is asked once for random bits, not for each fact, and
/// the facts are told apart by the chain that each follows, which no two have in common.
struct BatchIDs {
    private let high: UInt64
    private let random: (UInt64, UInt64)

    init(at time: Timestamp) {
        var generator = SystemRandomNumberGenerator()
        random = (generator.next(), generator.next())
        high = UInt64(max(0, time.microseconds / 1000)) << 16
    }

    func id(after chain: [UInt8]) -> EventID {
        let twelve = random.0 ^ (UInt64(chain[0]) << 8 | UInt64(chain[1]))
        let rest = random.1 ^ chain[2..<10].reduce(0) { $0 << 8 | UInt64($1) }
        let upper = high | 0x7000 | twelve & 0x0FFF
        let lower = rest & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return withUnsafeBytes(of: (upper.bigEndian, lower.bigEndian)) {
            EventID(UUID(uuid: $0.loadUnaligned(as: uuid_t.self)))
        }
    }
}
