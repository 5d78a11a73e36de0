import Model
import Synchronization
import Testing

@testable import ServiceRuntime

/// When a service asks for the registry's keys, and what is so without them.
struct FetchedKeyTests {
    @Test func `keys are fetched once for many callers, and not again for invented ones`() async throws {
        let forgery = Forgery()
        let source = CountingKeys(forgery.keySet)
        let verifier = TokenVerifier(source: source, pause: .seconds(3_600), clock: { TestTokens.now })
        let token = try forgery.token()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<50 { group.addTask { _ = try await verifier.verify(token, authorization: "\(index)") } }
            await source.asked()
            source.answer()
            try await group.waitForAll()
        }
        #expect(source.count == 1)

        var invented = Forgery()
        invented.header["kid"] = "other"
        for _ in 0..<50 {
            let token = try invented.token()
            await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
        }
        #expect(source.count == 1)
    }

    @Test func `a caller who found a key missing before it came does not ask for it again`() async throws {
        let forgery = Forgery()
        let source = CountingKeys(forgery.keySet)
        source.answer()
        let verifier = TokenVerifier(source: source, pause: .zero, clock: { TestTokens.now })
        _ = try await verifier.verify(try forgery.token(), authorization: "")
        try await verifier.ask(for: "k1")
        #expect(source.count == 1)
    }

    @Test func `a key that cannot be asked for again yet is no reason to throw a token away`() async throws {
        let forgery = Forgery()
        let source = ChangingKeys(forgery.keySet)
        let verifier = TokenVerifier(source: source, pause: .seconds(3_600), clock: { TestTokens.now })
        try await verifier.refresh()
        source.change(to: nil)
        var later = Forgery()
        later.header["kid"] = "k2"
        for _ in 0..<2 {
            await #expect(throws: (any Error).self) { try await verifier.refresh() }
            let token = try later.token()
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.status == 503)
        }
    }

    @Test func `a key that was taken back takes the remembered tokens with it`() async throws {
        let forgery = Forgery()
        let source = ChangingKeys(forgery.keySet)
        let verifier = TokenVerifier(source: source, pause: .seconds(3_600), clock: { TestTokens.now })
        let field = "Bearer \(try forgery.token())"
        _ = try await verifier.verify(String(field.dropFirst(7)), authorization: field)

        try await verifier.refresh()
        #expect(verifier.recall(field) != nil)

        source.change(to: Forgery().keySet)
        try await verifier.refresh()
        #expect(verifier.recall(field) == nil)
        await #expect(throws: Problem.self) {
            try await verifier.verify(String(field.dropFirst(7)), authorization: field)
        }
    }

    @Test func `without the registry's keys the answer is to try again`() async throws {
        struct Gone: KeySource { func fetch() async throws -> [UInt8] { throw CancellationError() } }
        let verifier = TokenVerifier(source: Gone(), clock: { TestTokens.now })
        let token = try Forgery().token()
        for _ in 0..<2 {
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.status == 503)
        }
    }
}

private final class CountingKeys: KeySource {
    private let json: [UInt8]
    private let fetches = Atomic(0)
    private let gate = Gate()
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

    init(_ json: [UInt8]) { self.json = json }

    var count: Int { fetches.load(ordering: .relaxed) }

    func fetch() async throws -> [UInt8] {
        fetches.wrappingAdd(1, ordering: .relaxed)
        arrival.yield()
        await gate.wait()
        return json
    }

    /// Returns when somebody has asked.
    func asked() async {
        for await _ in arrivals { return }
    }

    /// Lets the answers go.
    func answer() { gate.open() }
}

/// A registry whose keys change, or which goes away.
private final class ChangingKeys: KeySource {
    private let json: Mutex<[UInt8]?>

    init(_ json: [UInt8]) { self.json = Mutex(json) }

    func change(to json: [UInt8]?) { self.json.withLock { $0 = json } }

    func fetch() async throws -> [UInt8] {
        guard let json = json.withLock({ $0 }) else { throw PeerError(.registry, .unreachable("gone")) }
        return json
    }
}
