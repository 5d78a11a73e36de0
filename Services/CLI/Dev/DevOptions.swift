import ArgumentParser
import Foundation
import LocalDistrict

/// Which local district is meant.
struct DevOptions: ParsableArguments {
    @Option(help: "The district's folder; else TONGTI_DISTRICT, else the clone's .local.")
    var directory: String?

    @Flag(help: "Write JSON instead of words.")
    var json = false

    /// How long a command waits for what the district does by itself.
    static let patience = Duration.seconds(60)

    /// Says what was done: JSON as data, words as talk.
    func report(_ outcome: some Encodable, _ words: () -> String) throws {
        if json {
            try Output(isJSON: true).render(outcome) { "" }
        } else {
            Output.talk(words())
        }
    }

    /// - Throws: `DistrictError.notInClone` when no folder is named and none can be guessed.
    func districtDirectory() throws -> DistrictDirectory {
        let named = directory ?? Surroundings.variable("TONGTI_DISTRICT") ?? ""
        if !named.isEmpty { return DistrictDirectory(named) }
        return DistrictDirectory(try BuildFolder.current().root + "/.local")
    }

    /// The state of the district that runs there.
    ///
    /// - Throws: `DistrictError.notRunning`.
    func runningState() throws -> DistrictState {
        let directory = try districtDirectory()
        guard DistrictLock.isHeld(in: directory) else { throw DistrictError.notRunning(directory: directory.path) }
        return try DistrictState.read(in: directory)
    }

    /// The process that runs the district there, or is about to; nil when none does.
    ///
    /// - Throws: `DistrictError.stillHeld` where a process has the lock and goes on saying nothing of itself.
    func runningSupervisor(within limit: Duration = DevOptions.patience) async throws -> Int32? {
        let directory = try districtDirectory()
        let end = ContinuousClock.now + limit
        while DistrictLock.isHeld(in: directory) {
            do {
                return try DistrictState.read(in: directory).supervisor
            } catch DistrictError.notRunning {
                // The state file comes a moment after the lock, and goes a moment before it.
                guard ContinuousClock.now < end else {
                    throw DistrictError.stillHeld(directory: directory.path, pid: nil, limit: limit)
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        return nil
    }

    /// What the state says of one part of a running district.
    func runningPart(_ part: DistrictPart) throws -> DistrictState.Part {
        guard let found = try runningState().parts.first(where: { $0.part == part }) else {
            throw DistrictError.noPart(part)
        }
        return found
    }

    /// Sends the part's process a signal.
    ///
    /// The written state is a moment late. The process it names may have ended by itself or by an earlier command, so that the
    /// signal would go nowhere: the state is read again then, until it names another or says that the part is down.
    ///
    /// - Parameters:
    ///   - part: whose process is meant.
    ///   - signal: which one, of the part as the state describes it.
    /// - Returns: the part with the process that got the signal; with none when it is down.
    /// - Throws: `DistrictError.notSignalled` where the process belongs to somebody else, or the state goes on naming one that
    ///   is gone; and what `runningPart` throws.
    func signal(
        _ part: DistrictPart, _ signal: (DistrictState.Part) -> Int32
    ) async throws -> DistrictState.Part {
        let end = ContinuousClock.now + Self.patience
        while true {
            let found = try runningPart(part)
            guard let pid = found.pid else { return found }
            if kill(pid, signal(found)) == 0 { return found }
            let fault = errno
            guard fault == ESRCH, ContinuousClock.now < end else {
                throw DistrictError.notSignalled(part, pid: pid, reason: String(cString: strerror(fault)))
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

extension DistrictPart: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
    package static var allValueStrings: [String] { all.map(\.description) }
}

extension DistrictError: ExitStatusError {
    var exitStatus: ExitStatus {
        switch self {
        case .notRunning: .unreachable
        // As of every file that a command is given.
        case .certificateUnusable: .usage
        default: .refused
        }
    }

    var message: String { "\(self)" }
}
