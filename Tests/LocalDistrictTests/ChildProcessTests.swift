import Foundation
import Glibc
import TestSupport
import Testing

@testable import LocalDistrict

@Suite struct ChildProcessTests {
    @Test func `a child reports its exit code`() async throws {
        let child = try await ChildProcess.start(.init("/bin/sh", ["-c", "exit 7"]))
        #expect(try await child.exited() == .exited(7))
        #expect(try await child.exited() == .exited(7), "asked again, it answers the same")
    }

    @Test func `a child that was killed says by what`() async throws {
        let child = try await ChildProcess.start(.init("/bin/sleep", ["60"]))
        child.signal(SIGKILL)
        #expect(try await child.exited() == .killed(signal: SIGKILL))
    }

    @Test func `a child that ignores the orderly signal is ended by force`() async throws {
        let log = temporaryFile()
        defer { removeFile(log) }
        let script = "trap '' TERM; echo ready; while :; do sleep 1; done"
        let child = try await ChildProcess.start(.init("/bin/sh", ["-c", script], log: log))
        try await waitWhile { try String(contentsOfFile: log, encoding: .utf8) != "ready\n" }
        #expect(try await child.stop(SIGTERM, grace: .milliseconds(50)) == .killed(signal: SIGKILL))
    }

    @Test func `output goes to the log and no open file is inherited`() async throws {
        let log = temporaryFile()
        defer { removeFile(log) }
        let leak = open("/dev/null", O_RDONLY)
        defer { close(leak) }
        let script = "echo words; ls /proc/$$/fd"
        try await ChildProcess.finish(.init("/bin/sh", ["-c", script], directory: "/tmp", log: log))
        #expect(try String(contentsOfFile: log, encoding: .utf8) == "words\n0\n1\n2\n")
    }

    @Test func `a program that does not exist or fails is an error that names it`() async throws {
        await #expect(throws: LaunchError.self) { try await ChildProcess.finish(.init("/no/such/program")) }
        await #expect(throws: LaunchError.self) { try await ChildProcess.finish(.init("/bin/false")) }
    }

    @Test(arguments: geteuid() == 0 ? [nil, "www-data"] : [nil])
    func `a child dies when the thread that started it is gone`(user: String?) async throws {
        let log = temporaryFile()
        defer { removeFile(log) }
        let script = "id -un; exec sleep 60"
        let pid = try await {
            let child = try await ChildProcess.start(
                .init("/bin/sh", ["-c", script], log: log, user: user, orphanSignal: .kill))
            try await waitWhile { try !String(contentsOfFile: log, encoding: .utf8).hasSuffix("\n") }
            return child.pid
        }()
        // The object was the only thing that held the thread.
        var raw: Int32 = 0
        try await waitWhile { waitpid(pid, &raw, WNOHANG) == 0 }
        #expect(ChildProcess.ExitStatus(raw: raw) == .killed(signal: SIGKILL))
        if let user { #expect(try String(contentsOfFile: log, encoding: .utf8) == "\(user)\n") }
    }

    @Test func `what a child leaves behind ends with it`() async throws {
        let log = temporaryFile()
        defer { removeFile(log) }
        let child = try await ChildProcess.start(
            .init("/bin/sh", ["-c", "sleep 60 & echo $!; kill -9 $$"], log: log))
        #expect(try await child.exited() == .killed(signal: SIGKILL))
        let text = try String(contentsOfFile: log, encoding: .utf8)
        let grandchild = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        // Gone, or a zombie that init has not reaped yet.
        try await waitWhile {
            let facts = FileManager.default.contents(atPath: "/proc/\(grandchild)/stat")
            return facts.map { !String(decoding: $0, as: UTF8.self).contains(") Z ") } ?? false
        }
    }

    private func temporaryFile() -> String { "/tmp/tongti-child-\(UUID().uuidString).log" }

    private func removeFile(_ path: String) { unlink(path) }
}
