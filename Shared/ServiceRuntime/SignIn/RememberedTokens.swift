import Synchronization

/// Tokens that have been verified and have not expired, by their raw text; a bounded number of them.
final class RememberedTokens: Sendable {
    private let capacity: Int
    private let entries = Mutex<[Key: Entry]>([:])

    /// Tokens differ in their signatures, so the end of one is enough to find it: hashing all of it takes longer than all else.
    private struct Key: Hashable {
        let token: String

        func hash(into hasher: inout Hasher) {
            for byte in token.utf8.suffix(12) { hasher.combine(byte) }
        }
    }

    private struct Entry {
        let caller: Caller
        let session: String?
        let issued: Int64
        let expires: Int64
    }

    init(capacity: Int) { self.capacity = capacity }

    /// Who a token was for, when it has not expired at `now`, in seconds since 1970.
    func caller(_ token: String, now: Int64) -> Caller? {
        entries.withLock { entries in
            guard let entry = entries[Key(token: token)], entry.expires > now else { return nil }
            return entry.caller
        }
    }

    /// When all places are taken the expired are forgotten, and if that does not help, everything is: the price is one
    /// more check of each signature, which is better than a clever order kept on every request.
    func remember(
        _ token: String, _ caller: Caller, of session: String? = nil, issued: Int64 = 0, until expires: Int64,
        now: Int64
    ) {
        entries.withLock { entries in
            if entries.count >= capacity {
                entries = entries.filter { $0.value.expires > now }
                if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
            }
            entries[Key(token: token)] = Entry(caller: caller, session: session, issued: issued, expires: expires)
        }
    }

    /// Forgets the tokens of sessions that ended.
    func forget(_ ended: EndedSessions) {
        guard !ended.isEmpty else { return }
        entries.withLock { entries in
            entries = entries.filter { _, entry in
                entry.session.map { !ended.refuses($0, issued: entry.issued) } ?? true
            }
        }
    }
}
