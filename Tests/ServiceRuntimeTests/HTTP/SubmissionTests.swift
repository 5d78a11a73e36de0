import Foundation
import HTTPTypes
import Model
import NIOCore
import Synchronization
import Testing

@testable import ServiceRuntime

/// Hot routes, whose answers are given by whoever carries the command out and not by a task that waits.
@Suite(.timeLimit(.minutes(1)))
struct SubmissionTests {
    /// Commands that were handed over and wait for the test to carry them out.
    private final class Desk: Sendable {
        private let waiting = Mutex<[Command]>([])
        private let arrivals = AsyncStream.makeStream(of: Void.self)

        private struct Command: Sendable { let carryOut: @Sendable () -> Void }

        /// Echoes the body: at once, or when `carryOut` is called.
        func route(_ path: String, waits: Bool, _ access: Access = .anyone) -> Route {
            Route(
                .post, path, roles: access, request: .any, summary: "", bodyLimit: 64,
                needsFreshSignIn: access.isSignedIn,
                submitting: { request, answer in
                    let text = String(buffer: request.body)
                    if text == "2" { throw Problem.invalid("number", Phrase(zh: "不是二", en: "not two")) }
                    let carryOut: @Sendable () -> Void = {
                        answer {
                            if text == "3" { throw Problem.notFound }
                            return .json(201, bytes: Array(text.utf8))
                        }
                    }
                    guard waits else { return carryOut() }
                    self.waiting.withLock { $0.append(Command(carryOut: carryOut)) }
                    self.arrivals.continuation.yield()
                })
        }

        func arrival() async {
            for await _ in arrivals.stream { return }
        }

        func carryOut() {
            let commands = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for command in commands { command.carryOut() }
        }
    }

    private static func post(_ path: String, _ body: String, _ fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\(fields)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let last = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    private func server(_ desk: Desk, _ more: [Route] = []) async throws -> TestServer {
        try await TestServer(
            [
                desk.route("/now", waits: false), desk.route("/later", waits: true),
                Route(.get, "/last", roles: .anyone, summary: "") { _ in .text("last") },
            ] + more)
    }

    /// The bodies of answers on one connection, in order.
    private static func bodies(_ text: String) -> [String] {
        text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { answer in
            answer.components(separatedBy: "\r\n\r\n").dropFirst().joined()
        }
    }

    @Test func `the answer has what every answer has`() async throws {
        let answer = try await server(Desk()).live {
            try await RawConnection.exchange($0, Self.post("/now", "7") + Self.last)
        }
        #expect(answer.hasPrefix("HTTP/1.1 201 Created\r\n"))
        for field in ["Content-Type: application/json", "Content-Length: 1", "Cache-Control: no-store", "Date: "] {
            #expect(answer.components(separatedBy: "\r\n\r\n")[0].lowercased().contains(field.lowercased()), "\(field)")
        }
        #expect(Self.bodies(answer) == ["7", "last"])
    }

    @Test func `a compressed command is refused as one of other routes is`() async throws {
        let answer = try await server(Desk()).live {
            try await RawConnection.exchange($0, Self.post("/now", "7", "Content-Encoding: gzip\r\n") + Self.last)
        }
        #expect(answer.hasPrefix("HTTP/1.1 415 Unsupported Media Type\r\n"))
        #expect(answer.lowercased().contains("\r\naccept-encoding: identity\r\n"))
        #expect(answer.contains("urn:tongti:problem:wrong-content-coding"))
    }

    @Test func `answers keep the order of their requests, whichever way those go`() async throws {
        let desk = Desk()
        let gate = Gate()
        let server = try await server(desk, [gate.route])
        let answer = try await server.live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(
                    Self.post("/later", "4") + Self.post("/now", "5") + "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n"
                        + Self.post("/now", "6") + Self.post("/now", "2") + Self.post("/later", "8") + Self.last)
                await desk.arrival()
                desk.carryOut()
                await gate.reached()
                gate.open()
                await desk.arrival()
                desk.carryOut()
                return await connection.readToEnd()
            }
        }
        let bodies = Self.bodies(answer)
        #expect(bodies.enumerated().filter { $0.offset != 4 }.map(\.element) == ["4", "5", "opened", "6", "8", "last"])
        #expect(bodies.count == 7 && bodies[4].contains("number"))
    }

    @Test func `a body may come in pieces`() async throws {
        let answer = try await server(Desk()).live { port in
            try await RawConnection.open(port) { connection in
                let request = Self.post("/now", "12345")
                for byte in request.utf8 { await connection.send(String(decoding: [byte], as: UTF8.self)) }
                await connection.send(Self.last)
                return await connection.readToEnd()
            }
        }
        #expect(Self.bodies(answer) == ["12345", "last"])
    }

    @Test(arguments: [(5, "201"), (64, "201"), (65, "413"), (500, "413")])
    func `a body whose length is not announced has the same limit`(length: Int, status: String) async throws {
        let chunk = String(length, radix: 16) + "\r\n" + String(repeating: "7", count: length) + "\r\n"
        let head =
            "POST /now HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        let answer = try await server(Desk()).live { port in
            try await RawConnection.exchange(port, head + chunk + "0\r\n\r\n" + Self.last)
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test func `a client that has said its last word is answered`() async throws {
        let desk = Desk()
        let answer = try await server(desk).live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(Self.post("/later", "4"))
                connection.sayNoMore()
                await desk.arrival()
                desk.carryOut()
                return await connection.readToEnd()
            }
        }
        #expect(Self.bodies(answer) == ["4"])
    }

    @Test(arguments: [
        "NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "POST /now HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func `a command is not answered with the fault of what was sent behind it`(broken: String) async throws {
        let desk = Desk()
        let answer = try await server(desk).live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(Self.post("/later", "4") + broken)
                await desk.arrival()
                // What stands behind it has been read when a further connection, opened later, has been answered.
                _ = try await RawConnection.exchange(port, Self.last)
                desk.carryOut()
                return await connection.readToEnd()
            }
        }
        let answers = answer.components(separatedBy: "HTTP/1.1 ").dropFirst()
        #expect(answers.map { $0.prefix(3) } == ["201", "400"], "\(answer)")
        #expect(answer.contains("urn:tongti:problem:"))
    }

    @Test func `a client that speaks HTTP 1.0 is answered, and its connection ends`() async throws {
        let request = Self.post("/now", "7").replacing("HTTP/1.1", with: "HTTP/1.0")
        let answer = try await server(Desk()).live { try await RawConnection.exchange($0, request) }
        #expect(answer.hasPrefix("HTTP/1.1 201 "))
        #expect(answer.contains("Connection: close\r\n"))
    }

    @Test func `a client that goes away before the answer harms nobody`() async throws {
        let desk = Desk()
        let answer = try await server(desk).live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(Self.post("/later", "4"))
                await desk.arrival()
            }
            desk.carryOut()
            return try await RawConnection.exchange(port, Self.post("/now", "5") + Self.last)
        }
        #expect(Self.bodies(answer) == ["5", "last"])
    }

    @Test func `what is under way at the end of the process is answered, and then the connection ends`() async throws {
        let desk = Desk()
        let server = try await server(desk)
        let (answers, answer) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                // `live` shuts the server down when its body returns, with the command still under way.
                try await server.live { port in
                    Task {
                        let text = try await RawConnection.open(port) { connection in
                            await connection.send(Self.post("/later", "4"))
                            return await connection.readToEnd()
                        }
                        answer.yield(text)
                    }
                    await desk.arrival()
                    isReady.yield()
                }
            }
            for await _ in ready { break }
            desk.carryOut()
            try await group.waitForAll()
        }
        for await text in answers {
            #expect(Self.bodies(text) == ["4"])
            break
        }
    }

    /// A request that is refused by one of the two kinds of routes and the fields and body that it has.
    private static let refused: [(name: String, fields: String, body: String, status: String)] = [
        ("no token", "", "1", "401"),
        ("no token of ours", "Authorization: Bearer abc\r\n", "1", "401"),
        ("another scheme", "Authorization: Basic abc\r\n", "1", "401"),
        ("another role", "Authorization: COLLECTOR\r\n", "1", "403"),
        ("an old sign-in", "Authorization: STALE\r\n", "1", "401"),
        ("a bad key", "Authorization: OWNER\r\nIdempotency-Key: a b\r\n", "1", "400"),
        ("a refusal of the command", "Authorization: OWNER\r\n", "2", "400"),
        ("a refusal when it is carried out", "Authorization: OWNER\r\n", "3", "404"),
        ("too long", "Authorization: OWNER\r\n", String(repeating: "x", count: 65), "413"),
        ("taken", "Authorization: OWNER\r\n", "1", "201"),
        ("taken in two languages", "Authorization: OWNER\r\nAccept-Language: en\r\n", "3", "404"),
    ]

    @Test func `a hot route refuses what others refuse, in the same words`() async throws {
        let path = "/v1/communities/{community}/hot"
        let hot = Desk().route(path, waits: false, .roles([.owner]))
        let common = Route(
            .post, path + "/common", roles: .roles([.owner]), request: .any, summary: "", bodyLimit: 64,
            needsFreshSignIn: true, hot.handler)
        let server = try await TestServer([hot, common])
        let tokens = server.tokens
        let values = [
            "OWNER": try await tokens.bearer(roles: ["jinhua": [.owner]]),
            "COLLECTOR": try await tokens.bearer(roles: ["jinhua": [.collector]]),
            "STALE": try await tokens.bearer(
                roles: ["jinhua": [.owner]],
                authentication: .signedIn(Timestamp(microseconds: TestTokens.now.microseconds - 301_000_000))),
        ]
        try await server.live { port in
            for (name, fields, body, status) in Self.refused {
                let fields = values.reduce(fields) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
                var answers: [String] = []
                for target in [
                    "/v1/communities/jinhua/hot", "/v1/communities/jinhua/hot/common", "/v1/communities/jinhua/hot?x=1",
                ] {
                    let answer = try await RawConnection.open(port) { connection in
                        await connection.send(Self.post(target, body, fields))
                        connection.sayNoMore()
                        return await connection.readToEnd()
                    }
                    answers.append(
                        answer.split(separator: "\r\n").filter { !$0.hasPrefix("Date") && !$0.hasPrefix("date") }
                            .sorted().joined(separator: "\n"))
                }
                #expect(answers[0] == answers[1], "\(name)")
                #expect(answers[0].contains("HTTP/1.1 \(status) "), "\(name): \(answers[0])")
                if status == "201" { #expect(answers[2].contains("HTTP/1.1 400 ")) }
            }
        }
    }
}

extension Access {
    fileprivate var isSignedIn: Bool { if case .anyone = self { false } else { true } }
}
