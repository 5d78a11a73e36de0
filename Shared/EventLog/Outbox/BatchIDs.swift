import FoundationEssentials
import Model

/// The ids of a batch's facts, version 7 UUIDs (RFC 9562): the system is asked once for random bits, not for each fact, and
/// the facts are told apart by the chain that each follows, which no two have in common.
struct BatchIDs {
    private let time: Timestamp
    private let random: (UInt64, UInt64)

    init(at time: Timestamp) {
        var generator = SystemRandomNumberGenerator()
        self.time = time
        random = (generator.next(), generator.next())
    }

    func id(after chain: [UInt8]) -> EventID {
        let twelve = random.0 ^ (UInt64(chain[0]) << 8 | UInt64(chain[1]))
        let rest = random.1 ^ chain[2..<10].reduce(0) { $0 << 8 | UInt64($1) }
        return EventID(UUID(version7At: time, random: (twelve, rest)))
    }
}
