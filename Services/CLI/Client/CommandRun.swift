import ArgumentParser
import Foundation

/// From arguments to exit code: parses a command, runs it, and tells people and programs how it ended.
enum CommandRun {
    /// Runs the command that the arguments name and ends the process.
    static func main(arguments: [String]?) async -> Never {
        let status: ExitStatus
        do {
            var command = try Tongti.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            status = .done
        } catch {
            status = report(error)
        }
        exit(status.rawValue)
    }

    /// Writes what went wrong, or the help that was asked for, and says how the process should end.
    static func report(_ error: any Error) -> ExitStatus {
        if let error = error as? any ExitStatusError {
            Output.talk(error.message)
            return error.exitStatus
        }
        switch Tongti.exitCode(for: error) {
        case .success:
            Output.write(Tongti.fullMessage(for: error) + "\n")
            return .done
        case .validationFailure:
            Output.talk(Tongti.fullMessage(for: error))
            return .usage
        case let code:
            if !(error is ExitCode) { Output.talk(Tongti.fullMessage(for: error)) }
            return ExitStatus(rawValue: code.rawValue) ?? .refused
        }
    }
}

/// How a command ended, as the exit code says it.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case refused = 1
    case usage = 2
    case unreachable = 3
    case checkFailed = 4
    /// A second Ctrl-C, as a shell reports a first one.
    case interrupted = 130
}

/// An error that knows with which code the process ends.
protocol ExitStatusError: Error {
    var exitStatus: ExitStatus { get }
    /// For people, on standard error.
    var message: String { get }
}
