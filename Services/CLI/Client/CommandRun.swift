import ArgumentParser
import Foundation

/// From arguments to exit code: parses a command, runs it, and tells people and programs how it ended.
enum CommandRun {
    /// Runs the command that the arguments name and ends the process.
    static func main(arguments: [String]?) async -> Never {
        Output.begin()
        let status: ExitStatus
        do {
            if arguments == nil { try refuseOtherEncodings() }
            var command = try Tongti.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            status = .done
        } catch {
            status = report(error, asJSON: isJSON(arguments ?? CommandLine.arguments))
        }
        exit(status.rawValue)
    }

    /// Whether the arguments ask for JSON; what follows `--` are no options.
    static func isJSON(_ arguments: [String]) -> Bool { arguments.prefix { $0 != "--" }.contains("--json") }

    /// Refuses what was typed in another encoding: as UTF-8 it would be recorded with signs in the place of its letters.
    ///
    /// - Throws: `UnreadableArgument`.
    private static func refuseOtherEncodings() throws {
        // `CommandLine` has put the signs there already.
        guard let line = FileManager.default.contents(atPath: "/proc/self/cmdline") else { return }
        // The program's name is nobody's word: it may lie in a folder that is named otherwise.
        let arguments = line.split(separator: 0, omittingEmptySubsequences: false).dropFirst()
        if let number = arguments.firstIndex(where: { String(validating: $0, as: UTF8.self) == nil }) {
            throw UnreadableArgument(number: number)
        }
    }

    /// Writes what went wrong, or the help that was asked for, and says how the process should end.
    ///
    /// - Parameters:
    ///   - error: what the command threw.
    ///   - asJSON: what went wrong is one line for programs instead of words for people.
    /// - Returns: how the process should end.
    static func report(_ error: any Error, asJSON: Bool = false) -> ExitStatus {
        let failure: CommandFailure
        if let error = error as? any ExitStatusError {
            failure = CommandFailure(error.exitStatus, error.message, error.details)
        } else {
            switch Tongti.exitCode(for: error) {
            case .success:
                Output.write(Tongti.fullMessage(for: error) + "\n")
                return .done
            case .validationFailure:
                failure = CommandFailure(.usage, Tongti.fullMessage(for: error))
            case let code:
                let status = ExitStatus(rawValue: code.rawValue) ?? .refused
                // The command has said what was to be said.
                if error is ExitCode { return status }
                failure = CommandFailure(status, Tongti.fullMessage(for: error))
            }
        }
        // A program is given what a service said as it was said.
        if asJSON { Output.write(toStandardError: failure.json.text + "\n") } else { Output.talk(failure.message) }
        return failure.status
    }
}

/// How a command ended, as the exit code says it.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case refused = 1
    case usage = 2
    case unreachable = 3
    case checkFailed = 4
    /// Ctrl-C before all was done, as a shell reports it.
    case interrupted = 130
}

/// An argument that is not UTF-8.
private struct UnreadableArgument: ExitStatusError {
    /// The first after the program's name is 1.
    let number: Int

    var exitStatus: ExitStatus { .usage }
    var message: String { "Argument \(number) is not UTF-8: set the terminal, or the script, to UTF-8." }
}

/// Somebody wanted a command to end before it was done.
struct Interrupted: ExitStatusError {
    var exitStatus: ExitStatus { .interrupted }
    var message: String { "Interrupted." }
}

/// An error that knows with which code the process ends.
protocol ExitStatusError: Error {
    var exitStatus: ExitStatus { get }
    /// For people, on standard error.
    var message: String { get }
    /// What a service answered (RFC 9457), where it was one that refused.
    var details: JSONValue? { get }
}

extension ExitStatusError {
    var details: JSONValue? { nil }
}

/// How a command ended without having done what it should.
private struct CommandFailure {
    let status: ExitStatus
    let message: String
    let problem: JSONValue?

    init(_ status: ExitStatus, _ message: String, _ problem: JSONValue? = nil) {
        self.status = status
        self.message = message
        self.problem = problem
    }

    /// What `docs/cli/refusal.json` describes.
    var json: JSONValue {
        var members: [String: JSONValue] = ["exit": .integer(Int64(status.rawValue)), "message": .text(message)]
        members["problem"] = problem
        return .object(members)
    }
}
