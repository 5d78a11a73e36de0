import Synchronization

@testable import ServiceRuntime

/// The keys of an issuer's file, as the registry follows them.
struct FileKeys: KeySource {
    let issuer: TokenIssuer
    let asked = Asked()

    func fetch() async throws -> [UInt8] {
        asked.note()
        try await issuer.reload()
        return issuer.keySet
    }

    func endedSessions() async throws -> EndedSessions { asked.ended }

    final class Asked: Sendable {
        private let state = Mutex((count: 0, ended: EndedSessions.none))

        var count: Int { state.withLock { $0.count } }
        var ended: EndedSessions { state.withLock { $0.ended } }

        func note() { state.withLock { $0.count += 1 } }
        func tell(_ ended: EndedSessions) { state.withLock { $0.ended = ended } }
    }
}
