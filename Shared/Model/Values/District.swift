/// The five services; the raw value names the topic, the source and the path prefix.
package enum ServiceName: String, WrittenWord, Sendable, Comparable {
    case registry, ballots, funds, workorders, notices

    package var topic: String { "tongti.\(rawValue)" }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What a person may be in one community, and the district-wide `operator` (docs/sign-in.md).
package enum Role: String, WrittenWord, Sendable {
    case owner, collector, scrutineer, committee, property, contractor, street, auditor
    case `operator`
}

/// The part of the log that holds one community's facts; the same number in every service and topic.
package struct Shard: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Fixed for the life of a district: changing it would move communities between partitions.
    package static let count: Int32 = 16
    package static let all = (0..<count).map(Shard.init(unchecked:))

    package let number: Int32

    package init?(_ number: Int32) {
        guard (0..<Self.count).contains(number) else { return nil }
        self.number = number
    }

    private init(unchecked number: Int32) { self.number = number }

    /// FNV-1a-64 of the community's code modulo 16; Swift's own hashing differs from process to process.
    package init(of community: CommunityID) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in community.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        number = Int32(hash % UInt64(Self.count))
    }

    package var description: String { String(number) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
