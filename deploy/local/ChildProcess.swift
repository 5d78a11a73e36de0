import FoundationEssentials
import Glibc
import Synchronization
import Threads

/// A program run below this process.
///
/// It dies when this process does, hears no Ctrl-C of the terminal, inherits no open file, and writes its output to a log
/// file. What it has started itself ends with it, unless it left its process group.
///
/// The thread that started a child lives as long as the child, because the kernel sends the parent-death signal when that
/// thread ends, and the threads of Swift's pool come and go.
package final class ChildProcess: Sendable {
    package let command: Command
    package let pid: Int32

    private let thread: DedicatedThread
    private let status = Mutex<ExitStatus?>(nil)

    private init(command: Command, pid: Int32, thread: DedicatedThread) {
        self.command = command
        self.pid = pid
        self.thread = thread
    }

    deinit {
        thread.stop()
    }

    /// - Throws: `LaunchError` when the program cannot be started or its log not be opened.
    package static func start(_ command: Command) async throws -> ChildProcess {
        let thread = DedicatedThread(name: "child")
        do {
            let pid = try await thread.run { try spawn(command) }
            return ChildProcess(command: command, pid: pid, thread: thread)
        } catch {
            thread.stop()
            throw error
        }
    }

    /// Runs a program to its end, such as `initdb`.
    ///
    /// - Throws: `LaunchError`, also when the program ends with anything but success.
    package static func finish(_ command: Command) async throws {
        let child = try await start(command)
        let status = try await child.exited()
        guard status == .exited(0) else { throw LaunchError(program: command.executable, reason: "\(status)") }
    }

    /// Waits for the end of the process and returns how it ended; any number of callers may wait.
    package func exited() async throws -> ExitStatus {
        try await thread.run { [self] in try waitForExit() }
    }

    /// Whether the process has ended; does not wait for it.
    package var hasEnded: Bool {
        status.withLock { status in
            if status != nil { return true }
            var information = siginfo_t()
            let outcome = waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT | WNOHANG)
            return outcome == 0 && information.si_signo == SIGCHLD
        }
    }

    /// Sends a signal unless the process has ended already.
    ///
    /// The id cannot have passed to another process meanwhile:
    /// a child is reaped under the same lock.
    package func signal(_ signal: Int32) {
        status.withLock { status in
            if status == nil { _ = kill(pid, signal) }
        }
    }

    /// Asks for an orderly end, and after `grace` ends it; at once when the task is cancelled.
    ///
    /// Either way it has ended then.
    @discardableResult
    package func stop(_ orderly: Int32 = SIGTERM, grace: Duration = .seconds(10)) async throws -> ExitStatus {
        signal(orderly)
        return try await withThrowingTaskGroup(of: ExitStatus?.self) { group in
            group.addTask { try await self.exited() }
            group.addTask {
                do {
                    try await Task.sleep(for: grace)
                } catch {
                    // Cancelled: because the child has ended, or because nobody wants to wait for its orderly end.
                    self.signal(SIGKILL)
                    return nil
                }
                self.signal(SIGKILL)
                return nil
            }
            defer { group.cancelAll() }
            while let status = try await group.next() {
                if let status { return status }
            }
            throw CancellationError()
        }
    }

    /// Ends the process and those that it has started, wherever their groups, as a crash of the machine would, and returns
    /// when all have ended.
    package func crash() async throws {
        // Stopped it starts no more, and reaps none: until it is gone their ids pass to nobody.
        signal(SIGSTOP)
        let children = try hasEnded ? [] : Self.children(of: pid)
        for child in children { _ = kill(child, SIGKILL) }
        try await stop(SIGKILL)
        for child in children {
            while Self.isRunning(child) { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private static func children(of pid: Int32) throws -> [Int32] {
        try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
    }

    /// - Returns: false also for a zombie that init has not reaped yet.
    private static func isRunning(_ pid: Int32) -> Bool {
        guard let facts = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
        return !String(decoding: facts, as: UTF8.self).contains(") Z ")
    }

    private func waitForExit() throws -> ExitStatus {
        if let known = status.withLock({ $0 }) { return known }
        // WNOWAIT leaves the zombie in place, so that its id stays taken until it is reaped under the lock.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { throw LaunchError(program: command.executable, reason: "waitid", code: errno) }
        }
        return try status.withLock { status in
            // nginx's workers would keep its port. The zombie keeps the group's id from passing to others.
            _ = kill(-pid, SIGKILL)
            var raw: Int32 = 0
            guard waitpid(pid, &raw, 0) == pid else {
                throw LaunchError(program: command.executable, reason: "waitpid", code: errno)
            }
            let ended = ExitStatus(raw: raw)
            status = ended
            return ended
        }
    }
}

extension ChildProcess {
    /// What to run, as whom, and where its words go.
    package struct Command: Sendable {
        package var executable: String
        package var arguments: [String]
        package var environment: [String: String]
        package var directory: String
        /// File that standard output and error are appended to; nil is where this process writes.
        package var log: String?
        /// Name of the user, and of its group, to become, which only root can; nil stays.
        package var user: String?
        /// The signal that the child gets when this process dies.
        package var orphanSignal: OrphanSignal

        package init(
            _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
            directory: String = "/", log: String? = "/dev/null", user: String? = nil,
            orphanSignal: OrphanSignal = .terminate
        ) {
            self.executable = executable
            self.arguments = arguments
            self.environment = environment
            self.directory = directory
            self.log = log
            self.user = user
            self.orphanSignal = orphanSignal
        }

        /// The program behind what makes it a child of ours.
        ///
        /// `setpriv` changes user and asks for the parent-death signal in the child itself. The shell goes to the folder,
        /// gives up if the parent died before the kernel was asked, and becomes the program under the same process id.
        var words: [String] {
            let user = user.map { ["--reuid", $0, "--regid", $0, "--init-groups"] } ?? []
            let script = #"cd "$1" && [ "$PPID" = "$2" ] && shift 2 && exec "$@""#
            let shell = ["/bin/sh", "-c", script, "sh", directory, "\(getpid())", executable]
            return ["setpriv"] + user + ["--pdeathsig", orphanSignal.rawValue, "--"] + shell + arguments
        }
    }

    /// The raw value is the name that `setpriv` knows.
    package enum OrphanSignal: String, Sendable {
        case interrupt = "INT"
        case terminate = "TERM"
        case kill = "KILL"
    }

    package enum ExitStatus: Sendable, Equatable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        init(raw: Int32) {
            let signal = raw & 0x7f
            self = signal == 0 ? .exited((raw >> 8) & 0xff) : .killed(signal: signal)
        }

        package var description: String {
            switch self {
            case .exited(let code): "exit code \(code)"
            case .killed(let signal): "killed by signal \(signal)"
            }
        }
    }
}

/// A program that did not start, or did not end as it should.
package struct LaunchError: Error, CustomStringConvertible {
    package let program: String
    package let reason: String
    package var code: Int32?

    package var description: String {
        "\(program): \(reason)" + (code.map { " (\(String(cString: strerror($0))))" } ?? "")
    }
}

private func spawn(_ command: ChildProcess.Command) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let log = command.log {
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    // Whatever else is open here is nobody's business there. One that is closed meanwhile does no harm.
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
        if let descriptor = Int32(name), descriptor > 2 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    }

    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let environment = command.environment.map { "\($0.key)=\($0.value)" }
    var pid: Int32 = 0
    let code = withCStrings(command.words) { words in
        withCStrings(environment) { environment in
            posix_spawn(&pid, "/usr/bin/setpriv", &actions, &attributes, words, environment)
        }
    }
    guard code == 0 else { throw LaunchError(program: command.executable, reason: "cannot start", code: code) }
    return pid
}

// SAFETY: each string is duplicated, the array ends with nil as execve wants it, and everything is freed after the body,
// which is `posix_spawn`: it copies the strings into the new process before it returns.
private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
    let copies = strings.map { strdup($0) }
    defer {
        for copy in copies { free(copy) }
    }
    return body(copies + [nil])
}
