import Glibc

/// The network that tries are counted by: an IPv4 address, or the 64 bits of an IPv6 address that one customer is given.
enum ClientNetwork {
    static func name(of address: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        // SAFETY: the buffer has the 16 bytes that the call fills in for this family.
        let isIPv6 = bytes.withUnsafeMutableBytes { inet_pton(AF_INET6, address, $0.baseAddress) == 1 }
        return isIPv6 ? bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") : address
    }
}
