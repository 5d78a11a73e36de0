import Glibc
import Model
import Testing
import Threads

@testable import LocalDistrict
@testable import tongti

/// Calls to a district whose gateway does not do what it should.
@Suite(.timeLimit(.minutes(1))) struct ServiceClientTests {
    @Test func `an answer that stops half way is given up at the limit`() async throws {
        let port = try FreePort.reserve()
        let listener = try FreePort.bound(UInt16(port), reusing: true)
        defer { close(listener) }
        try #require(listen(listener, 1) == 0)
        let gateway = DedicatedThread(name: "half gateway")
        async let served: Void = gateway.run { Self.answerHalf(on: listener) }
        var client = ServiceClient(DistrictAddress(url: "http://127.0.0.1:\(port)", internalKeyFile: nil))
        client.attemptLimit = .milliseconds(300)

        let error = await #expect(throws: ServiceUnreachable.self) {
            _ = try await client.get(.registry, "/v1/communities")
        }

        #expect(error?.exitStatus == .unreachable)
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

    /// Answers one call with four of eight bytes, and waits for the caller to go.
    private static func answerHalf(on listener: CInt) {
        let caller = accept(listener, nil, nil)
        guard caller >= 0 else { return }
        defer { close(caller) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        guard read(caller, &buffer, buffer.count) > 0 else { return }
        let half = Array("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf".utf8)
        guard write(caller, half, half.count) == half.count else { return }
        while read(caller, &buffer, buffer.count) > 0 {}
    }
}
