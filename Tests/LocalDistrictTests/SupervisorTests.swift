import Foundation
import Glibc
import Testing

@testable import LocalDistrict

@Suite(.timeLimit(.minutes(1))) struct SupervisorTests {
    @Test func `what dies is started again until it is told to stop`() async throws {
        try await withSupervisor(of: Sleeper()) { supervisor in
            let first = try await readyChild(supervisor)
            first.signal(SIGKILL)
            let second = try await readyChild(supervisor, after: first)
            try await supervisor.stop(grace: .seconds(5))

            #expect(second.pid != first.pid)
            #expect(try await second.exited() == .killed(signal: SIGTERM))
            // The board is told after the child's end.
            let entry = try await supervisor.board.wait(for: .broker) { $0.phase == .stopped }
            #expect(entry.starts == 2)
            #expect(entry.lastEnd == "killed by signal 15")
        }
    }

    @Test func `a part that ends in order is started again too`() async throws {
        try await withSupervisor(of: Sleeper()) { supervisor in
            let first = try await readyChild(supervisor)
            first.signal(SIGTERM)
            _ = try await readyChild(supervisor, after: first)
            try await supervisor.stop(grace: .seconds(5))
        }
    }

    @Test func `a program that cannot start fails on the board and not in the supervisor`() async throws {
        try await withSupervisor(of: Sleeper(executable: "/no/such/program")) { supervisor in
            let entry = try await supervisor.board.wait(for: .broker) { $0.failures >= 3 }
            #expect(entry.phase != .ready)
            #expect(entry.lastEnd?.contains("exit code 127") == true, "\(entry.lastEnd ?? "nil")")
            try await supervisor.stop(grace: .seconds(5))
        }
    }

    @Test func `pauses grow to five seconds and no further`() {
        #expect(Supervisor.pause(after: 1) == .milliseconds(50))
        #expect(Supervisor.pause(after: 2) == .milliseconds(100))
        #expect(Supervisor.pause(after: 1000) == .seconds(5))
    }

    @Test func `waiting ends with its limit and with its task`() async throws {
        let board = StatusBoard()
        #expect(try await board.wait(for: .gateway, within: .milliseconds(10)) { $0.phase == .ready } == nil)
        let waiting = Task { try await board.wait(for: .gateway) { $0.phase == .ready } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    private func readyChild(_ supervisor: Supervisor, after last: ChildProcess? = nil) async throws -> ChildProcess {
        let entry = try await supervisor.board.wait(for: .broker) { $0.phase == .ready && $0.child?.pid != last?.pid }
        return try #require(entry.child)
    }

    private func withSupervisor(of program: Sleeper, _ body: (Supervisor) async throws -> Void) async throws {
        let directory = DistrictDirectory("/tmp/tongti-supervisor-\(UUID().uuidString)")
        try directory.prepare(fresh: true)
        let supervisor = Supervisor(part: .broker, program: program, board: StatusBoard(), directory: directory)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await supervisor.run() }
            try await body(supervisor)
            try await group.waitForAll()
        }
        try directory.remove()
    }
}

/// A program that is ready as soon as it runs.
private struct Sleeper: Program {
    var executable = "/bin/sleep"
    var stopSignal: Int32 { SIGTERM }

    func prepare() async throws {}
    func command() -> ChildProcess.Command { .init(executable, ["60"]) }
    func isReady() async -> Bool { executable == "/bin/sleep" }
}
