/// Keeps one part of a district running: starts it, waits until it answers, and starts it again whatever way it ended, until
/// it is told to stop.
struct Supervisor: Sendable {
    let part: DistrictPart
    let program: any Program
    let board: StatusBoard
    let directory: DistrictDirectory

    /// Returns after ``stop(grace:)``.
    ///
    /// - Throws: `CancellationError`; what goes wrong with the part is on the board.
    func run() async throws {
        while !board[part].isStopping {
            let end: String
            do {
                end = try await runOnce()
            } catch let error as CancellationError {
                throw error
            } catch {
                end = "\(error)"
            }
            let failures = board.update(part) { entry in
                entry.child = nil
                entry.phase = .down
                entry.lastEnd = end
                entry.failures += 1
                return entry.failures
            }
            _ = try await board.wait(for: part, within: Self.pause(after: failures)) { $0.isStopping }
        }
        board.update(part) { $0.phase = .stopped }
    }

    /// Ends the part for good: in order, or after `grace` by force.
    func stop(grace: Duration) async throws {
        let child = board.update(part) { entry in
            entry.isStopping = true
            return entry.child
        }
        try await child?.stop(program.stopSignal, grace: grace)
    }

    /// 50 ms after a first death, so that a killed part is back at once; then twice as long each time, up to 5 s.
    static func pause(after failures: Int) -> Duration {
        min(.milliseconds(50) * (1 << min(max(failures - 1, 0), 7)), .seconds(5))
    }

    private func runOnce() async throws -> String {
        try await program.prepare()
        directory.rotateLog(of: part)
        let child = try await ChildProcess.start(program.command())
        let isStopping = board.update(part) { entry in
            entry.child = child
            entry.phase = .starting
            entry.starts += 1
            return entry.isStopping
        }
        if isStopping { child.signal(program.stopSignal) }
        return try await withThrowingTaskGroup(of: ChildProcess.ExitStatus?.self) { group in
            group.addTask { try await child.exited() }
            group.addTask {
                try await awaitReadiness(of: child)
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let status = result { return "\(status)" }
            }
            throw CancellationError()
        }
    }

    private func awaitReadiness(of child: ChildProcess) async throws {
        while await !program.isReady() {
            try await Task.sleep(for: .milliseconds(20))
        }
        board.update(part) { entry in
            guard entry.child?.pid == child.pid else { return }
            entry.phase = .ready
            entry.failures = 0
        }
    }
}
