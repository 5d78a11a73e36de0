import Foundation
import Model
import TestSupport
import Testing

@testable import tongti

/// `docs/cli` is what the services document and what the commands print.
@Suite(.district, .serialized, .timeLimit(.minutes(10))) struct CommandOutputTests {
    /// Commands that the story cannot run, and why not.
    private static let elsewhere: [String: String] = [
        "backup receive": "runs until it is told to end; BackupDistrictTests",
        "dev up": "it begins a district of its own; `dev status` prints the same",
        "events retry": "needs an event that cannot be applied; EventCommandsTests",
        "events retry --dry-run": "EventCommandsTests",
        "events discard": "EventCommandsTests",
        "events discard --dry-run": "EventCommandsTests",
    ]

    /// With `TONGTI_WRITE_SCHEMAS=1` a file that is another is written anew.
    @Test func `a schema of what a service answers is the one that the service documents`() async throws {
        var documents: [ServiceName: WireJSON] = [:]
        for service in ServiceName.allCases {
            let answer = try await Visit(service, "GET", "/openapi.json").answer()
            documents[service] = try JSONDecoder().decode(WireJSON.self, from: Data(answer.body))
        }
        let answers = try CommandDocument().schemas.compactMap { DocumentedAnswer($0, $1) }
        #expect(answers.count > 50)
        for answer in answers {
            let file = CommandDocument.folder.appending(path: answer.name)
            let text = try JSONLayout.text(of: answer.made(of: documents))
            if ProcessInfo.processInfo.environment["TONGTI_WRITE_SCHEMAS"] != nil {
                try Data(text.utf8).write(to: file)
            }
            #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(answer.name)")
        }
    }

    @Test func `every command prints what its schema says`() async throws {
        let files = try CommandFiles()
        defer { files.remove() }
        let tongti = PrintedCommands()

        try await OutputStory(files: files, tongti: tongti).play()

        let all = try CommandDocument().entries.flatMap { entry in
            [entry.command] + (entry.rehearsed == nil ? [] : [entry.command + " --dry-run"])
        }
        let missing = Set(all).subtracting(tongti.printed).subtracting(Self.elsewhere.keys)
        #expect(missing.isEmpty, "\(missing.sorted())")
        #expect(tongti.printed.isDisjoint(with: Self.elsewhere.keys), "what the story runs needs no exception")
    }
}
