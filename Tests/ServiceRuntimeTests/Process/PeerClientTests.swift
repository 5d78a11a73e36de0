import HTTPTypes
import Model
import Testing

@testable import ServiceRuntime

@Suite(.timeLimit(.minutes(1)))
struct PeerClientTests {
    @Test func `an answer that stops half way is given up at the deadline`() async throws {
        let gate = Gate()
        let route = Route(.get, "/half", roles: .anyone, summary: "") { _ in
            .page { take in
                try await take("half")
                await gate.wait()
            }
        }
        let server = try await TestServer([route])
        let key = server.key
        let error = try await server.live { port in
            defer { gate.open() }
            let peers = PeerClient(
                addresses: [.registry: "http://127.0.0.1:\(port)"], key: key, deadline: .milliseconds(300))
            return await #expect(throws: PeerError.self) { try await peers.get(.registry, "/half") }
        }
        guard case .unreachable? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `an answer that comes whole is given back`() async throws {
        let server = try await TestServer([
            Route(.get, "/whole", roles: .anyone, summary: "") { _ in .text("whole") }
        ])
        let key = server.key
        let answer = try await server.live { port in
            try await PeerClient(addresses: [.registry: "http://127.0.0.1:\(port)"], key: key)
                .get(.registry, "/whole")
        }
        #expect(answer == Array("whole".utf8))
    }
}
