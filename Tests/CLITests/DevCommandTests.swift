import ArgumentParser
import Foundation
import Model
import TestSupport
import Testing

@testable import LocalDistrict
@testable import tongti

/// Commands for the parts of a local district, whose written state is a moment late.
struct DevCommandTests {
    @Test func `a part that has come back as another process is the one that gets the signal`() async throws {
        let directory = DistrictDirectory(
            FileManager.default.temporaryDirectory.appending(path: "tongti-dev-\(UUID())").path)
        try directory.make()
        let lock = try await DistrictLock(directory)
        defer {
            lock.release()
            do { try directory.remove() } catch { Issue.record(error) }
        }
        let sleeper = ChildProcess.Command("/usr/bin/sleep", ["30"], log: directory.upLog)
        let first = try await ChildProcess.start(sleeper)
        try await first.stop(SIGKILL)
        let second = try await ChildProcess.start(sleeper)
        try state(pid: first.pid, starts: 1).write(in: directory)

        let options = try DevOptions.parse(["--directory", directory.path])
        let found = try await options.signal(.service(.funds)) { _ in
            // The supervisor writes while the command still knows the state of before.
            do { try state(pid: second.pid, starts: 2).write(in: directory) } catch { Issue.record(error) }
            return SIGTERM
        }

        #expect(found.pid == second.pid && found.starts == 2)
        #expect(try await second.exited() == .killed(signal: SIGTERM))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a district that Ctrl-Z has stopped is ended as well`() async throws {
        let directory = DistrictDirectory(
            FileManager.default.temporaryDirectory.appending(path: "tongti-dev-\(UUID())").path)
        try directory.make()
        defer { #expect(throws: Never.self) { try directory.remove() } }
        // Has the lock, as the process that runs a district has.
        let script = #"exec 9>"$1"; flock 9; exec sleep 50"#
        let supervisor = try await ChildProcess.start(
            .init("/bin/sh", ["-c", script, "sh", directory.lockFile], log: directory.upLog))
        try state(pid: 1, starts: 1, supervisor: supervisor.pid).write(in: directory)
        try await waitWhile { !DistrictLock.isHeld(in: directory) && !supervisor.hasEnded }
        supervisor.signal(SIGSTOP)
        let status = "/proc/\(supervisor.pid)/stat"
        try await waitWhile { try !String(contentsOfFile: status, encoding: .utf8).contains(") T ") }

        try await DevDown.parse(["--directory", directory.path]).run()

        #expect(try await supervisor.exited() == .killed(signal: SIGTERM))
    }

    /// Runs `body` with a folder whose lock is held, and nobody has said by whom.
    private func withHeldLock(_ body: (DistrictDirectory) async throws -> Void) async throws {
        let directory = DistrictDirectory(
            FileManager.default.temporaryDirectory.appending(path: "tongti-dev-\(UUID())").path)
        try directory.make()
        let lock = try await DistrictLock(directory)
        defer {
            lock.release()
            do { try directory.remove() } catch { Issue.record(error) }
        }
        try await body(directory)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a district that does not end is told of once, and given up at the limit`() async throws {
        try await withHeldLock { directory in
            var told = 0
            do {
                try await DistrictLock.waitUntilFree(
                    in: directory, heldBy: 77, within: .milliseconds(120), patience: .zero
                ) { told += 1 }
                Issue.record("the lock is held")
            } catch let error as DistrictError {
                #expect("\(error)".contains("\(directory.path), process 77, has not ended within 0.12 seconds"))
            }
            #expect(told == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a lock of which nobody says who has it is not waited for without end`() async throws {
        try await withHeldLock { directory in
            let options = try DevOptions.parse(["--directory", directory.path])
            let error = await #expect(throws: DistrictError.self) {
                _ = try await options.runningSupervisor(within: .zero)
            }
            #expect(error?.exitStatus == .refused)
        }
    }

    @Test func `what is being written, or is no UTF-8, keeps nobody from reading the rest of the log`() throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "tongti-up-\(UUID()).log")
        try Data(Array("process 7\n".utf8) + [0xFF, 0x0A] + Array("…".utf8).dropLast()).write(to: log)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: log) } }

        let said = try DetachedDistrict.Said(log.path)

        #expect(said.process == 7 && !said.hasEnded)
    }

    @Test(.timeLimit(.minutes(1))) func `a log in JSON has as many lines as were asked for`() async throws {
        let run = try await TongtiProcess.run(
            """
            mkdir -p d/log; seq 20000 >d/log/funds.log
            "$TONGTI" dev logs funds -n 10000 --json --directory d
            """)

        let lines = try Answer(status: 0, bytes: Array(run.out.utf8)).json().items.first?["lines"].items
        #expect(lines?.count == 10_000 && lines?.first == .text("10001"), "\(run.err)")
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["", "--detach", "--dry-run"])
    func `a certificate that cannot serve is refused before anything is started`(how: String) async throws {
        let run = try await TongtiProcess.run(
            """
            echo junk >certificate.pem; echo junk >key.pem
            "$TONGTI" dev up \(how) --port 0 --directory d --certificate certificate.pem --key key.pem
            echo "ended with $?"; ls
            """)

        #expect(run.err.contains("--certificate /") && run.err.contains("no certificate in PEM"), "\(run.err)")
        #expect(run.out == "ended with 2\ncertificate.pem\nerr\nkey.pem\nout\n", "\(run.out)")
    }

    @Test(arguments: [["--certificate", "a"], ["--key", "a"]])
    func `a certificate and its key go together`(options: [String]) throws {
        let error = #expect(throws: (any Error).self) { _ = try Tongti.parseAsRoot(["dev", "up"] + options) }
        #expect(CommandRun.report(try #require(error)) == .usage)
    }

    private func state(pid: Int32, starts: Int, supervisor: Int32 = getpid()) -> DistrictState {
        DistrictState(
            supervisor: supervisor, startedAt: Date(), url: "", kafkaBootstrapServers: "", isScenario: false,
            secrets: "",
            parts: [
                .init(
                    part: .service(.funds), phase: .ready, pid: pid, port: 1, starts: starts, lastEnd: nil, log: "",
                    stopSignal: SIGTERM)
            ])
    }
}
