package import Foundation

/// `docs/cli`: what each command of `tongti` prints with `--json`, by the tables of its README.
package struct CommandDocument: Sendable {
    /// A row of a table.
    package struct Entry: Sendable {
        /// Without `tongti`: `roll import`.
        package let command: String
        package let printed: Form
        /// With `--dry-run`; nil where there is no such option.
        package let rehearsed: Form?
    }

    /// What comes out, as a cell of a table says.
    package struct Form: Sendable, Equatable {
        /// The file that describes it.
        package let file: String
        /// Whether it is one value a line instead of one value.
        package let isLines: Bool
    }

    /// The file that describes the last line of what a refused command tells.
    package static let refusal = "refusal.json"

    package let entries: [Entry]
    /// The schemas by the names of their files.
    package let schemas: [String: WireJSON]

    /// Where the document is.
    package static let folder = URL(filePath: SourceRoot.path).appending(path: "docs/cli")

    package init() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        entries = text.matches(of: /(?m)^\| `([a-z -]+)` \| (.*?) \|(.*)\|$/).map { row in
            let printed = Form(cell: row.2)
            let rehearsed = row.3.trimmingCharacters(in: .whitespaces)
            return Entry(
                command: String(row.1), printed: printed,
                rehearsed: rehearsed.isEmpty ? nil : rehearsed == "the same" ? printed : Form(cell: rehearsed[...]))
        }
        var schemas: [String: WireJSON] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "json" {
            schemas[file.lastPathComponent] = try JSONDecoder().decode(WireJSON.self, from: Data(contentsOf: file))
        }
        self.schemas = schemas
    }

    /// The row of the command that the words call.
    package func entry(for words: [String]) -> Entry? {
        entries.first { words.starts(with: $0.command.split(separator: " ").map(String.init)) }
    }

    /// What is wrong with what a command printed with `--json`.
    ///
    /// `words` are the command with its arguments.
    ///
    /// - Throws: `DecodingError` where it is no JSON, or has fractions, which nothing of ours has.
    package func faults(of output: String, by words: [String]) throws -> [String] {
        guard let entry = entry(for: words) else { return ["\(words) is in no table"] }
        guard let form = words.contains("--dry-run") ? entry.rehearsed : entry.printed else {
            return ["\(words) cannot be rehearsed"]
        }
        let texts = form.isLines ? output.split(separator: "\n") : [output[...]]
        return try texts.flatMap { text in
            let value = try JSONDecoder().decode(WireJSON.self, from: Data(text.utf8))
            // What is no schema describes it in words.
            guard let schema = schemas[form.file] else { return [String]() }
            return JSONSchema(schema, files: schemas).faults(of: value).map { "\(form.file): \($0)" }
        }
    }
}

extension CommandDocument {
    /// What is wrong with the last line that a refused command told with `--json`.
    ///
    /// - Throws: `DecodingError` where it is no JSON.
    package func faults(ofRefusal line: some StringProtocol) throws -> [String] {
        guard let schema = schemas[Self.refusal] else { return ["\(Self.refusal) is missing"] }
        return JSONSchema(schema, files: schemas).faults(
            of: try JSONDecoder().decode(WireJSON.self, from: Data(line.utf8)))
    }
}

extension CommandDocument.Form {
    /// A link, or `lines of` what is linked.
    fileprivate init(cell: Substring) {
        file = cell.firstMatch(of: /\]\(([^)]+)\)/).map { String($0.1) } ?? ""
        isLines = cell.hasPrefix("lines of")
    }
}
