import Foundation
import Model
import Yams

/// A YAML file that people wrote, read strictly: what is wrong is told with its line, and a key that nothing takes is refused.
struct StrictYAML {
    private let name: String
    private let root: Node

    /// A byte-order mark is passed over, as it is in CSV.
    ///
    /// - Throws: `BadFile` when it is not YAML, or not in UTF-8.
    init(_ content: [UInt8], name: String) throws {
        self.name = name
        // Yams takes the mark for a column, and a key beside it for deeper than those below.
        let written = content.starts(with: [0xEF, 0xBB, 0xBF]) ? content.dropFirst(3) : content[...]
        guard let text = String(validating: written, as: UTF8.self) else {
            throw BadFile(file: name, reason: "\(Self.lineBeyondUTF8(content))is not UTF-8; save the file as UTF-8")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            let names = keys.sorted().joined(separator: ", ")
            throw BadFile(file: name, reason: "line \(context.mark.line), \(names) is given twice")
        } catch {
            throw BadFile(file: name, reason: "is not YAML: \("\(error)".prefix(400))")
        }
        guard let node else { throw BadFile(file: name, reason: "is empty") }
        root = node
    }

    /// - Throws: `BadFile` with the line and the way to what is missing, wrong, or not known.
    func decode<Value: Codable>(_ type: Value.Type) throws -> Value {
        let value: Value
        do {
            value = try YAMLDecoder().decode(type, from: root)
        } catch let DecodingError.keyNotFound(key, context) {
            let given = keys(at: context.codingPath)
            let near = Spelling.nearest(to: key.stringValue, among: given).map { "; is \($0) misspelt?" } ?? ""
            throw fault(
                at: context.codingPath,
                "\(key.stringValue) is missing; there are only \(given.joined(separator: ", "))\(near)")
        } catch let DecodingError.dataCorrupted(context) {
            throw strangeWord(context) ?? fault(at: context.codingPath, Self.reason(context))
        } catch let DecodingError.typeMismatch(type, context) {
            throw fault(at: context.codingPath, Self.reason(type) ?? Self.reason(context))
        } catch let DecodingError.valueNotFound(_, context) {
            throw fault(at: context.codingPath, context.debugDescription)
        }
        // What was understood is written again: a key that is not there then was not understood.
        let taken = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
        try refuseStrangers(in: root, taken, []) { KnownKeys.keys(at: $0, of: value) }
        return value
    }

    /// The lines on which the items of a list begin, such as those of `steps`; none where there is no such list.
    func lines(of list: String) -> [Int] {
        guard case .mapping(let members) = root, case .sequence(let items)? = members[Node(list)] else { return [] }
        return items.map { $0.mark?.line ?? 1 }
    }

    /// What `known` returns are the keys that may stand at a place, as far as it can be told.
    private func refuseStrangers(
        in node: Node, _ taken: JSONValue, _ path: [String], _ known: (ArraySlice<String>) -> [String]
    ) throws {
        switch node {
        case .mapping(let mapping):
            guard case .object(let members) = taken else { return }
            for (key, value) in mapping {
                let place = path + [key.string ?? "?"]
                if let member = members[key.string ?? ""] {
                    try refuseStrangers(in: value, member, place, known)
                } else if value.null == nil {
                    // A word by which a case is chosen is none of its properties.
                    let others = known(path[...])
                    throw stranger(key, place, among: others + members.keys.sorted().filter { !others.contains($0) })
                }
            }
        case .sequence(let sequence):
            for (index, (item, value)) in zip(sequence, taken.items).enumerated() {
                try refuseStrangers(in: item, value, path + ["[\(index)]"], known)
            }
        case .scalar:
            // A decoder of texts takes the word itself for one.
            guard node.null == nil || taken == .null else {
                let place = Self.line(of: node) + Self.text(path)
                throw BadFile(file: name, reason: "\(place): has no value; a text that says null stands in quotes")
            }
        case .alias: break
        }
    }

    /// A key that nothing takes.
    private func stranger(_ key: Node?, _ place: [String], among words: [String]) -> BadFile {
        let hint = Spelling.hint(for: place.last ?? "", among: words)
        let line = key.map { Self.line(of: $0) } ?? ""
        return BadFile(
            file: name, reason: "\(line)\(Self.text(place)) is not known\(hint.isEmpty ? "; is it misspelt?" : hint)")
    }

    /// The words that are keys of a file, by their type's name: the standard library tells no more of one that is none.
    private static let keyWords = [
        "\(MatterKind.self)": MatterKind.allCases.map(\.rawValue), "\(RuleKey.self)": RuleKey.allCases.map(\.rawValue),
    ]

    /// A key that is none of the words that may be keys there; nil for any other fault.
    private func strangeWord(_ context: DecodingError.Context) -> BadFile? {
        guard let type = context.debugDescription.wholeMatch(of: /Could not convert key to type (\w+)/)?.output.1,
            let key = context.codingPath.last
        else { return nil }
        let above = Array(context.codingPath.dropLast())
        let written: Node? =
            if case .mapping(let members) = node(at: above) {
                members.keys.first { $0.string == key.stringValue }
            } else {
                nil
            }
        let place = above.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue } + [key.stringValue]
        return stranger(written, place, among: Self.keyWords[String(type)] ?? [])
    }

    // MARK: - Reasons

    /// What a value of one word should have been; nil for what is no such value.
    private static func reason(_ type: any Any.Type) -> String? {
        switch type {
        case is Bool.Type: "must be true or false"
        case is any FixedWidthInteger.Type: "must be a whole number"
        default: nil
        }
    }

    /// A decoder's words, but for those that name Swift's types.
    private static func reason(_ context: DecodingError.Context) -> String {
        let words = context.debugDescription
        if let kind = words.firstMatch(of: /^Expected to decode (Mapping|Sequence|Scalar) but found/) {
            return switch kind.output.1 {
            case "Mapping": "must be keys with their values"
            case "Sequence": "must be a list"
            default: "must be one value"
            }
        }
        return words
    }

    /// The line of the first byte that is no part of UTF-8; lines end as they do in ASCII.
    private static func lineBeyondUTF8(_ content: [UInt8]) -> String {
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return bad.map { "line \($0 + 1) " } ?? ""
    }

    // MARK: - Places

    private func fault(at path: [any CodingKey], _ reason: String) -> BadFile {
        let place = Self.text(path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue })
        let line = Self.line(of: node(at: path))
        return BadFile(file: name, reason: line + (place.isEmpty ? "" : place + ": ") + reason)
    }

    /// The node at the path, or the nearest above it.
    private func node(at path: [any CodingKey]) -> Node {
        var node = root
        for key in path {
            let next: Node? =
                switch (node, key.intValue) {
                case (.sequence(let items), let index?) where items.indices.contains(index): items[index]
                case (.mapping(let members), _): members.first { $0.key.string == key.stringValue }?.value
                default: nil
                }
            guard let next else { return node }
            node = next
        }
        return node
    }

    private func keys(at path: [any CodingKey]) -> [String] {
        guard case .mapping(let members) = node(at: path) else { return [] }
        return members.keys.compactMap(\.string)
    }

    private static func line(of node: Node) -> String { node.mark.map { "line \($0.line), " } ?? "" }

    /// Such as `steps[2].convene.items[0].kind`.
    private static func text(_ path: [String]) -> String {
        path.reduce("") { text, part in text + (text.isEmpty || part.hasPrefix("[") ? "" : ".") + part }
    }
}
