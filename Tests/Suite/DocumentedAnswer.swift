import Foundation
import Model
import TestSupport

@testable import tongti

/// A schema of `docs/cli` that is made of what services document of their answers.
struct DocumentedAnswer {
    /// The name of its file.
    let name: String
    /// What the file says already.
    private let written: WireJSON

    /// Such as `funds GET /v1/communities/{community}/ledger`.
    let operations: [String]

    /// Nil for a file that is written by hand.
    init?(_ name: String, _ written: WireJSON) {
        guard case .array(let operations)? = written["x-operations"] else { return nil }
        self.name = name
        self.written = written
        self.operations = operations.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// The schema as the documents have it.
    ///
    /// - Throws: `Undocumented` when an operation answers nothing of the kind, or something else than the others.
    func made(of documents: [ServiceName: WireJSON]) throws -> WireJSON {
        let answers = try operations.map { ($0, try answer(of: $0, documents)) }
        guard let first = answers.first, case .object(var members) = try part(of: first.1) else {
            throw Undocumented(file: name, operation: operations.first ?? "")
        }
        for (operation, answer) in answers where answer != first.1 {
            throw Undocumented(file: name, operation: operation)
        }
        for member in ["$schema", "title", "description", "x-operations", "x-pages", "x-lines"] {
            members[member] = written[member] ?? members[member]
        }
        return .object(members)
    }

    /// What of an answer is printed.
    private func part(of answer: WireJSON) throws -> WireJSON? {
        func list(_ name: String) throws -> WireJSON {
            guard let list = answer["properties"]?[name], list["items"] != nil else {
                throw Undocumented(file: self.name, operation: name)
            }
            return list
        }
        if case .text(let name)? = written["x-lines"] { return try list(name)["items"] }
        guard case .text(let name)? = written["x-pages"] else { return answer }
        return .object([
            "type": .text("object"), "properties": .object([name: try list(name)]), "required": .array([.text(name)]),
        ])
    }

    private func answer(of operation: String, _ documents: [ServiceName: WireJSON]) throws -> WireJSON {
        let words = operation.split(separator: " ").map(String.init)
        guard words.count == 3, let service = ServiceName(rawValue: words[0]),
            let documented = documents[service]?["paths"]?[words[2]]?[words[1].lowercased()],
            let answer = documented["responses"]?["2XX"]?["content"]?["application/json"]?["schema"]
        else { throw Undocumented(file: name, operation: operation) }
        return answer
    }

    /// What a file says of an operation is not what the services say.
    struct Undocumented: Error {
        let file: String
        let operation: String
    }
}
