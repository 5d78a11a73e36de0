import Glibc
import Model
import Synchronization
import Testing
import Threads

@testable import LocalDistrict
@testable import tongti

/// Calls to a district whose gateway does not do what it should.
@Suite(.timeLimit(.minutes(1))) struct ServiceClientTests {
    @Test func `an answer that stops half way is given up at the limit`() async throws {
        try await Self.calling(Self.half) { client in
            let error = await #expect(throws: ServiceUnreachable.self) {
                _ = try await client.get(.registry, "/v1/communities")
            }
            #expect(error?.exitStatus == .unreachable)
        }
    }

    @Test func `an answer that is longer than anybody keeps is taken as a file`() async throws {
        try await Self.calling(Self.answer(200, "eight by")) { client in
            var client = client
            client.answerLimit = 7
            let taken = Mutex<[UInt8]>([])
            try await client.get(.registry, "/v1/communities") { part in taken.withLock { $0 += part } }
            #expect(taken.withLock { $0 } == Array("eight by".utf8))
        }
    }

    @Test func `a file that stops half way is an error behind the part that came`() async throws {
        try await Self.calling(Self.half) { client in
            let taken = Mutex<[UInt8]>([])
            let error = await #expect(throws: ServiceUnreachable.self) {
                try await client.get(.registry, "/v1/communities") { part in taken.withLock { $0 += part } }
            }
            #expect(error?.exitStatus == .unreachable)
            #expect(taken.withLock { $0 } == Array("half".utf8))
        }
    }

    @Test func `what a service says to refuse a file is no part of it`() async throws {
        try await Self.calling(Self.answer(404, #"{"title":"There is none"}"#)) { client in
            let taken = Mutex<[UInt8]>([])
            let error = await #expect(throws: ServiceRefusal.self) {
                try await client.get(.registry, "/v1/communities") { part in taken.withLock { $0 += part } }
            }
            #expect(error?.problem?.title == "There is none")
            #expect(taken.withLock { $0 } == [])
        }
    }

    /// Four of eight bytes.
    private static let half = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf"

    private static func answer(_ status: Int, _ body: String) -> String {
        "HTTP/1.1 \(status) Said\r\nconnection: close\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Calls a gateway that gives this answer to one call.
    private static func calling(_ answer: String, _ call: (ServiceClient) async throws -> Void) async throws {
        let port = try FreePort.reserve()
        let listener = try FreePort.bound(UInt16(port), reusing: true)
        defer { close(listener) }
        try #require(listen(listener, 1) == 0)
        let gateway = DedicatedThread(name: "test gateway")
        async let served: Void = gateway.run { Self.serve(Array(answer.utf8), on: listener) }
        var client = ServiceClient(DistrictAddress(url: "http://127.0.0.1:\(port)", internalKeyFile: nil))
        client.attemptLimit = .milliseconds(300)
        try await call(client)
        // Nobody waits for the caller who has not called.
        shutdown(listener, CInt(SHUT_RDWR))
        try await served
    }

    @Test func `an answer that is too long is told as such, and not asked for again`() async throws {
        let answers = [String](repeating: StubGateway.done(String(repeating: "x", count: 100)), count: 2)
        try await StubGateway.answering(answers) { url in
            var client = ServiceClient(DistrictAddress(url: url, internalKeyFile: nil))
            client.patience = .seconds(10)
            client.answerLimit = 100
            let whole = try await client.get(.registry, "/v1/communities")
            #expect(whole.bytes.count == 100)

            client.answerLimit = 99
            let limited = client
            let error = await #expect(throws: UnexpectedAnswer.self) {
                _ = try await limited.get(.registry, "/v1/communities")
            }
            #expect(error?.exitStatus == .refused && error?.message.contains("99 bytes") == true)
        }
    }

    @Test func `who is waited for is told once, though several calls wait, and not where an answer comes`()
        async throws
    {
        let said = Mutex<[String]>([])
        let talk = WaitingTalk(after: .milliseconds(50)) { line in said.withLock { $0.append(line) } }
        // Callers are let in, and nobody hears them.
        try await StubGateway.answering([]) { url in
            var client = ServiceClient(DistrictAddress(url: url, internalKeyFile: nil))
            client.attemptLimit = .seconds(2)
            client.talk = talk
            let caller = client
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        _ = await #expect(throws: ServiceUnreachable.self) {
                            _ = try await caller.get(.funds, "/v1/communities")
                        }
                    }
                }
            }
            #expect(said.withLock { $0 } == ["Waiting for funds."])
        }
        let quiet = WaitingTalk(say: { _ in Issue.record("an answer came") })
        let answer = try await quiet.during(.funds) { 7 }
        #expect(answer == 7)
    }

    /// Answers one call, and waits for the caller to go.
    private static func serve(_ answer: [UInt8], on listener: CInt) {
        let caller = accept(listener, nil, nil)
        guard caller >= 0 else { return }
        defer { close(caller) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        guard read(caller, &buffer, buffer.count) > 0 else { return }
        guard write(caller, answer, answer.count) == answer.count else { return }
        while read(caller, &buffer, buffer.count) > 0 {}
    }
}
