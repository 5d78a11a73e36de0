package import Crypto
package import FoundationEssentials
internal import Glibc

/// An opaque id: a UUID that says nothing about what it names.
package struct Identifier<Kind>: TextValue, Comparable {
    package let uuid: UUID

    package init(_ uuid: UUID) { self.uuid = uuid }

    package init(parsing text: String) throws(InvalidValue) {
        guard let uuid = WireText.id(Array(text.utf8)[...]) else {
            throw InvalidValue("id", zh: "不是 UUID", en: "is not a UUID")
        }
        self.uuid = uuid
    }

    /// In lower case; Foundation's own is in upper case, and making it lower costs more than writing it.
    package var description: String { String(decoding: WireText.bytes(uuid), as: UTF8.self) }

    package static func < (left: Self, right: Self) -> Bool { left.uuid < right.uuid }
}

package enum OwnerKindTag {}
package enum HeadTag {}
package enum EventTag {}
package enum ReceiptTag {}
package enum MemberTag {}

package typealias OwnerID = Identifier<OwnerKindTag>
package typealias EventID = Identifier<EventTag>
package typealias ReceiptID = Identifier<ReceiptTag>
/// A member of a body: the id of an owner, or of whoever an organisation sends.
package typealias MemberID = Identifier<MemberTag>

/// Who counts as one person in a ballot: the set of the owners of a unit (R-C-03…07).
package typealias HeadID = Identifier<HeadTag>

extension Identifier<HeadTag> {
    /// The head of a set of owners, in whatever order.
    ///
    /// The same buyers owning several units are one head (R-C-04), co-owners together are one (R-C-07), a developer's
    /// remainder is one because it has one owner (R-C-05).
    package init(owners: some Collection<OwnerID>) {
        var hash = SHA256()
        let isOne = owners.count == 1
        for owner in isOne ? Array(owners) : Set(owners).sorted() {
            withUnsafeBytes(of: owner.uuid.uuid) { hash.update(bufferPointer: $0) }
        }
        self.init(UUID(hashing: hash.finalize()))
    }
}

extension UUID {
    /// A version 8 UUID (RFC 9562) from the first 122 bits of a hash.
    package init(hashing digest: SHA256Digest) {
        var bytes = digest.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }
        bytes.6 = bytes.6 & 0x0F | 0x80
        bytes.8 = bytes.8 & 0x3F | 0x80
        self = UUID(uuid: bytes)
    }

    /// A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random bits.
    package static func version7(at time: Timestamp) -> UUID {
        let random = randomNumbers(2)
        return UUID(version7At: time, random: (random[0], random[1]))
    }

    /// Many of them; the random bits are asked for together.
    package static func version7s(_ count: Int, at time: Timestamp) -> [UUID] {
        let random = randomNumbers(2 * count)
        return (0..<count).map { UUID(version7At: time, random: (random[2 * $0], random[2 * $0 + 1])) }
    }

    /// As `version7s`, each greater than the one before it.
    package static func risingVersion7s(_ count: Int, at time: Timestamp) -> [UUID] {
        let numbers = randomNumbers(2 * count)
        var random = (0..<count).map { index in
            RandomBits(first: numbers[2 * index] & 0x0FFF, second: numbers[2 * index + 1] & 0x3FFF_FFFF_FFFF_FFFF)
        }
        // Sorted as numbers, because comparing UUIDs takes many times as long.
        random.sort { $0.first != $1.first ? $0.first < $1.first : $0.second < $1.second }
        return random.map { UUID(version7At: time, random: ($0.first, $0.second)) }
    }

    /// Random numbers of the kernel, as many at a time as it gives: asking for each takes longer than all the rest.
    private static func randomNumbers(_ count: Int) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: count) { numbers, filled in
            // SAFETY: each portion lies within the buffer, of which every byte has been written at the end.
            let bytes = UnsafeMutableRawBufferPointer(numbers)[..<(count * MemoryLayout<UInt64>.stride)]
            for start in stride(from: 0, to: bytes.endIndex, by: 256) {
                let portion = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<min(start + 256, bytes.endIndex)])
                guard let address = portion.baseAddress else { continue }
                precondition(getentropy(address, portion.count) == 0, "the kernel has no random bits to give")
            }
            filled = count
        }
    }

    private struct RandomBits {
        let first: UInt64
        let second: UInt64
    }

    /// The same with the caller's random bits: 12 of the first and 62 of the second number are used, the lowest.
    package init(version7At time: Timestamp, random: (UInt64, UInt64)) {
        let milliseconds = UInt64(max(0, time.microseconds / 1000)) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | random.0 & 0x0FFF
        let low = random.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        self = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
