import Foundation
import LocalDistrict
import Testing

@testable import tongti

/// `@Suite(.district)`: a fresh district in scenario mode for all tests of the suite, as ``SuiteDistrict/current``, which is
/// audited at their end.
struct DistrictTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        var configuration = try DistrictConfiguration.temporary()
        // A debug build takes seconds for what takes two tenths of one in use; what a secret costs is no matter of these suites.
        configuration.additional["TONGTI_SECRETS_COST"] = "10"
        try await District.run(configuration) { district in
            try await SuiteDistrict.run(district) { try await function() }
            try await CleanDistrict.expect(district)
        }
    }
}

extension Trait where Self == DistrictTrait {
    static var district: Self { DistrictTrait() }
}

/// The district of the running suite.
enum SuiteDistrict {
    @TaskLocal fileprivate static var running: District?

    static var current: District {
        get throws { try #require(running) }
    }

    /// Runs `body` with a district of its own.
    static func run<R>(_ district: District, _ body: () async throws -> R) async throws -> R {
        try await $running.withValue(district) { try await body() }
    }
}

/// A `tongti` command as people and scripts run it: a process with its exit code and its two outputs.
struct CommandLineRun {
    let status: Int32
    let out: String
    let err: String

    var json: JSONValue {
        get throws { try Answer(status: 200, bytes: Array(out.utf8)).json() }
    }

    /// Runs it to its end.
    static func of(_ words: [String], url: String, environment: [String: String] = [:]) async throws -> CommandLineRun {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-command-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let child = try await ChildProcess.start(try command(words, folder: folder, url: url, environment))
        let status = try await child.exited()
        let outputs = try ["out", "err"].map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        try FileManager.default.removeItem(atPath: folder)
        guard case .exited(let code) = status else { throw Killed(status: status, err: outputs[1]) }
        return CommandLineRun(status: code, out: outputs[0], err: outputs[1])
    }

    /// The command with its outputs in `folder/out` and `folder/err`.
    static func command(
        _ words: [String], folder: String, url: String, _ environment: [String: String] = [:]
    ) throws -> ChildProcess.Command {
        var variables = ["TONGTI_URL": url, "PATH": "/usr/bin:/bin"]
        variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
        variables.merge(environment) { _, given in given }
        let script = #"exec "$@" >out 2>err"#
        return ChildProcess.Command(
            "/bin/sh", ["-c", script, "sh", try BuildFolder.current().executables + "/tongti"] + words,
            environment: variables, directory: folder)
    }

    struct Killed: Error {
        let status: ChildProcess.ExitStatus
        let err: String
    }
}
