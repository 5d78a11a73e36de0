import Glibc

/// The network that tries are counted by: an IPv4 address, or the 64 bits of an IPv6 address that one customer is given.
enum ClientNetwork {
    /// What stands before an IPv4 address that is written as one of IPv6 (RFC 4291 §2.5.5.2), as whoever listens to both has it.
    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    static func name(of address: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        // SAFETY: the buffer has the 16 bytes that the call fills in for this family.
        let isIPv6 = bytes.withUnsafeMutableBytes { inet_pton(AF_INET6, address, $0.baseAddress) == 1 }
        guard isIPv6 else { return address }
        // By its first half each of them would be all the others.
        if bytes.starts(with: mapped) { return bytes.suffix(4).map { String($0) }.joined(separator: ".") }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}
