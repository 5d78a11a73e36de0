import Foundation
import TestSupport
import Testing

@testable import tongti

/// `docs/cli` speaks of every command, and its files are read as they are meant.
///
/// With `TONGTI_WRITE_SCHEMAS=1` a file that is laid out in another way is written anew. What the schemas say is held against
/// the services and against what commands print by `CommandOutputTests`.
struct CommandDocumentTests {
    private let document: CommandDocument

    init() throws { document = try CommandDocument() }

    @Test func `every command has one row, which says what a rehearsal prints where there is one`() throws {
        let leaves = try CommandTreeTests.leaves()
        #expect(document.entries.map(\.command).sorted() == leaves.map(\.words).sorted())
        for (words, command) in leaves {
            let entry = try #require(document.entry(for: words.split(separator: " ").map(String.init)))
            #expect(command.options.contains("dry-run") == (entry.rehearsed != nil), "\(words)")
        }
    }

    @Test func `every row leads to a file, and to every schema leads a row`() {
        let files = Set(document.entries.flatMap { [$0.printed, $0.rehearsed].compactMap { $0?.file } })
        for file in files {
            let path = CommandDocument.folder.appending(path: file).path
            #expect(FileManager.default.fileExists(atPath: path), "\(file)")
        }
        let schemas = files.filter { $0.hasSuffix(".json") }.union([CommandDocument.refusal])
        #expect(schemas.sorted() == document.schemas.keys.sorted())
    }

    @Test func `every schema says which JSON Schema it is of and what it is about`() {
        for (name, schema) in document.schemas {
            #expect(schema["$schema"] == .text("https://json-schema.org/draft/2020-12/schema"), "\(name)")
            #expect(schema["title"] != nil, "\(name)")
        }
    }

    @Test func `what is written by hand is laid out as what is made of the services' documents`() throws {
        for (name, schema) in document.schemas where schema["x-operations"] == nil {
            let file = CommandDocument.folder.appending(path: name)
            let text = try JSONLayout.text(of: schema)
            if ProcessInfo.processInfo.environment["TONGTI_WRITE_SCHEMAS"] != nil {
                try Data(text.utf8).write(to: file)
            }
            #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(name)")
        }
    }

    private static let sample = """
        {"type": "object", "required": ["state", "on"], "properties": {
          "state": {"type": "string", "enum": ["open", "closed"]}, "on": {"type": "string", "format": "date"},
          "units": {"type": "array", "maxItems": 2, "items": {"type": "string", "pattern": "^[0-9-]+$"}},
          "count": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 9}, {"type": "null"}]},
          "shares": {"type": "object", "additionalProperties": {"type": "integer"}},
          "other": {"$ref": "other.json#/properties/name"}, "any": {}}}
        """

    @Test(arguments: [
        (#"{"state": "open", "on": "2024-02-29"}"#, []),
        (
            #"{"state": "open", "on": "2024-02-29", "units": ["1-1"], "count": null, "shares": {"1": 5}, "any": [{}]}"#,
            []
        ),
        (#"{"state": "shut", "on": "2023-02-29"}"#, ["$.on is", "$.state is"]),
        (#"{"on": "2024-02-29", "more": 1}"#, ["$.state is missing", "$.more is not documented"]),
        (
            #"{"state": "open", "on": "2024-02-29", "units": ["a", "1", "2"], "count": 10, "shares": {"1": "5"}}"#,
            ["$.count is", "$.shares.1 is", "$.units[0] is", "$.units is"]
        ),
        (#"{"state": "open", "on": "2024-02-29", "other": "longer", "units": {}}"#, ["$.other is", "$.units is"]),
        ("[]", ["$ is array"]),
    ])
    func `a value is held against a schema`(value: String, expected: [String]) throws {
        func json(_ text: String) throws -> WireJSON {
            try JSONDecoder().decode(WireJSON.self, from: Data(text.utf8))
        }
        let other = try json(#"{"properties": {"name": {"type": "string", "maxLength": 5}}}"#)
        let schema = JSONSchema(try json(Self.sample), files: ["other.json": other])

        let faults = schema.faults(of: try json(value))

        #expect(faults.count == expected.count, "\(faults)")
        for (fault, beginning) in zip(faults, expected) { #expect(fault.hasPrefix(beginning)) }
    }

    @Test(arguments: [
        #"{"minProperties": 1}"#, #"{"type": "object", "properties": []}"#, #"{"$ref": "nowhere.json#/a"}"#, "true",
    ])
    func `a schema that is not understood fits nothing`(text: String) throws {
        let schema = JSONSchema(try JSONDecoder().decode(WireJSON.self, from: Data(text.utf8)), files: [:])

        #expect(!schema.faults(of: .object([:])).isEmpty)
    }
}
