import Foundation
import Glibc
import TestSupport
import Testing

@testable import LocalDistrict

/// The scripts below `deploy`, in a clone of their own whose programs only note down how they were called.
@Suite(.timeLimit(.minutes(1))) struct ScriptTests {
    private struct Clone {
        /// Its name has what shells split at and take for patterns.
        let path = "/tmp/tongti scripts [\(UUID().uuidString)]"
        var log: String { "\(path)/log" }

        func command(_ words: [String], _ environment: [String: String] = [:]) -> ChildProcess.Command {
            let programs = ["PATH": "\(path)/bin:/usr/local/bin:/usr/bin:/bin"]
            return ChildProcess.Command(
                "/bin/bash", words, environment: programs.merging(environment) { $1 }, directory: path, log: log)
        }

        func text(of name: String) throws -> String {
            try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
        }

        func write(_ text: String, to name: String) throws {
            let file = URL(filePath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            chmod(file.path, 0o755)
        }
    }

    private func withClone(_ body: (Clone) async throws -> Void) async throws {
        let clone = Clone()
        let files = FileManager.default
        let scripts = try BuildFolder.current().root + "/deploy"
        try clone.write("", to: "log")
        try files.createDirectory(atPath: "\(clone.path)/deploy", withIntermediateDirectories: true)
        for name in ["demo", "setup", "setup.d"] {
            try files.copyItem(atPath: "\(scripts)/\(name)", toPath: "\(clone.path)/deploy/\(name)")
        }
        // What a test would otherwise install, build or ask for.
        try clone.write("#!/bin/sh\nexit 1\n", to: "bin/apt-get")
        try clone.write("#!/bin/sh\nexit 1\n", to: "bin/sudo")
        try clone.write("#!/bin/sh\necho 'Swift version 6.3'\n", to: "bin/swift")
        try clone.write(
            "#!/bin/sh\necho \"$* $TONGTI_INTERNAL_KEY_FILE\" >>calls\n", to: ".build/debug/tongti")
        try await body(clone)
        try files.removeItem(atPath: clone.path)
    }

    /// As if the broker had been installed by an earlier run.
    private func installBroker(in clone: Clone) throws {
        try clone.write("", to: ".local/lib/librdkafka.so.1")
        try clone.write("", to: ".local/bin/tansu")
        let script = try clone.text(of: "deploy/setup.d/broker.sh")
        let packages = try #require(script.firstMatch(of: /broker_packages=\((.*)\)/)).1
        try clone.write(String(packages), to: ".local/venv/installed")
    }

    @Test func `a story is played in the clone and with the key of its own district, whatever the shell is told`()
        async throws
    {
        try await withClone { clone in
            try clone.write("#!/bin/sh\n", to: "deploy/setup")
            try await ChildProcess.finish(
                clone.command(
                    ["deploy/demo", "--check", "--port", "8099"],
                    ["CDPATH": ".", "TONGTI_INTERNAL_KEY_FILE": "/of/another/district"]))
            let calls = try clone.text(of: "calls").split(separator: "\n")
            let story = "\(clone.path)/deploy/scenarios/runfeng"
            #expect(calls.count == 4, "\(calls)")
            #expect(calls.first?.hasPrefix("scenario run \(story) --dry-run ") == true)
            #expect(
                calls.contains("scenario run \(story) --url http://127.0.0.1:8099 .local/demo/secrets/internal.key"))
            #expect(calls.last?.hasPrefix("dev down --purge --directory .local/demo ") == true)
        }
    }

    @Test func `what a wheel brought is found in a clone with any name`() async throws {
        try await withClone { clone in
            try installBroker(in: clone)
            try clone.write("whole", to: ".local/venv/lib/python3.11/site-packages/some.libs/librdkafka-1.so.1")
            let script = """
                source deploy/setup.d/environment.sh
                source deploy/setup.d/broker.sh
                broker_link "$broker_library" 'some.libs/librdkafka-*.so.1'
                """
            try await ChildProcess.finish(clone.command(["-euc", script]))
            #expect(try clone.text(of: ".local/lib/librdkafka.so.1") == "whole")
        }
    }

    /// Each would clear the folder that the other fills.
    @Test func `of two that set up one clone the second waits for the first`() async throws {
        try await withClone { clone in
            try installBroker(in: clone)
            let first = open("\(clone.path)/.local", O_RDONLY | O_CLOEXEC)
            #expect(flock(first, LOCK_EX | LOCK_NB) == 0)
            let second = try await ChildProcess.start(clone.command(["deploy/setup"]))
            try await waitWhile {
                try !clone.text(of: "log").contains("Waiting for another deploy/setup") && !second.hasEnded
            }
            #expect(!second.hasEnded)
            close(first)
            let end = try await second.exited()
            let log = try clone.text(of: "log")
            #expect(end == .exited(0), "\(log)")
        }
    }
}
