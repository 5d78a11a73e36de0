import Foundation
import Model
import TestSupport
import Testing

@testable import tongti

/// What a scenario's figures may name is what the services document.
@Suite(.district, .serialized, .timeLimit(.minutes(5))) struct PublishedFiguresTests {
    private static let prefix = "/v1/communities/{community}"

    /// With `TONGTI_WRITE_SCHEMAS=1` the members are written anew.
    @Test func `the paths and members that figures may name are those of the services' answers`() async throws {
        var all: Set<String> = []
        for service in ServiceName.allCases {
            let answer = try await Visit(service, "GET", "/openapi.json").answer()
            let document = try Answer(status: answer.status, bytes: answer.body).json()
            // What an audit finds is no figure of a story.
            let read = document["paths"].members.filter { path, methods in
                path.hasPrefix(Self.prefix) && !path.hasPrefix("\(Self.prefix)/audit/") && methods["get"] != .null
            }
            let paths = Set(read.map { PublishedPath.parts(of: String($0.name.dropFirst(Self.prefix.count))) })
            #expect(paths == Set(PublishedPath.all(of: service).map(\.parts)), "\(service)")
            for (path, methods) in read {
                let members = Self.members(of: methods["get"]["responses"])
                all.formUnion(members)
                let strangers = members.subtracting(PublishedMembers.all)
                #expect(strangers.isEmpty, "\(service) \(path): \(strangers.sorted())")
            }
        }
        if ProcessInfo.processInfo.environment["TONGTI_WRITE_SCHEMAS"] != nil { try Self.write(all.sorted()) }
    }

    /// Puts the words in the place of those of the source.
    private static func write(_ words: [String]) throws {
        let file = URL(filePath: SourceRoot.path).appending(path: "Services/CLI/Scenario/PublishedMembers.swift")
        let quotes = String(repeating: "\"", count: 3)
        var parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: quotes)
        try #require(parts.count == 3)
        let lines = words.reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + word.count < 120 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append("        \(word)")
            }
        }
        parts[1] = "\n\(lines.joined(separator: "\n"))\n        "
        try Data(parts.joined(separator: quotes).utf8).write(to: file)
    }

    /// What the properties of all schemas in a part of a document are called.
    private static func members(of part: JSONValue) -> Set<String> {
        let own = Set(part["properties"].members.map(\.name))
        let below = part.members.map(\.value) + part.items
        return below.reduce(into: own) { $0.formUnion(members(of: $1)) }
    }
}
