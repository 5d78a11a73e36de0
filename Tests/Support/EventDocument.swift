import Foundation
import Yams

/// `docs/events.yaml`, as far as tests hold it against the code.
package struct EventDocument {
    package struct Message {
        package let channel: String
        /// What the channel calls it: `BuildingFunded.v1`.
        package let key: String
        package let name: String
        package let summary: String
        package let traits: [String]
        package let payload: EventSchema
    }

    package let messages: [Message]
    /// The topics by their channels, in a district that has not set another prefix.
    package let topics: [String: String]
    /// The channels on which somebody sends, by reference.
    package let sendings: [String]
    package let partitions: Int?
    package let headers: EventSchema
    package let ruleKeys: EventSchema

    package init() throws {
        let file = URL(filePath: SourceRoot.path).appending(path: "docs/events.yaml")
        guard let root = try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8)) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let prefix = root.text("components/parameters/prefix/default")
        let channels = root.members("channels")
        topics = channels.mapValues { $0.text("address").replacing("{prefix}", with: prefix) }
        messages = channels.flatMap { channel, node in
            node.members("messages").map { key, node in
                Message(
                    channel: channel, key: key, name: node.text("name"), summary: node.text("summary"),
                    traits: node.items("traits").map { $0.text("$ref") },
                    payload: EventSchema(node.at("payload"), in: root))
            }
        }
        sendings = root.members("operations").values.filter { $0.text("action") == "send" }
            .map { $0.text("channel/$ref") }
        partitions = root.at("components/channelBindings/sharded/kafka/partitions")?.int
        headers = EventSchema(root.at("components/messageTraits/event/headers"), in: root)
        ruleKeys = EventSchema(root.at("components/schemas/ruleKey"), in: root)
    }
}

/// A schema together with all that it refers to and is made of.
///
/// One that says nothing fits no value.
package struct EventSchema: Sendable {
    package let type: String
    package let properties: [String: EventSchema]
    package let required: Set<String>
    /// Of an array's items; one at most, as are `others`.
    package let items: [EventSchema]
    package let alternatives: [EventSchema]
    /// The words of an enumeration.
    package let words: [String]
    /// The names of members that are data, and the schema of such members.
    package let names: [String]
    package let others: [EventSchema]
    private let constant: String?
    private let pattern: String?
    private let sample: String

    init(_ node: Node?, in root: Node) {
        let parts = node.map { Self.parts(of: $0, in: root) } ?? []
        func schemas(_ nodes: [Node]) -> [EventSchema] { nodes.map { EventSchema($0, in: root) } }
        func first(_ name: String) -> String? { parts.lazy.compactMap { $0.at(name)?.string }.first }
        type = first("type") ?? ""
        properties = parts.reduce(into: [:]) { known, part in
            known.merge(part.members("properties").mapValues { EventSchema($0, in: root) }) { own, _ in own }
        }
        required = Set(parts.flatMap { $0.items("required").compactMap(\.string) })
        items = schemas(parts.compactMap { $0.at("items") })
        alternatives = schemas(parts.flatMap { $0.items("oneOf") })
        words = parts.flatMap { $0.items("enum").compactMap(\.string) }
        names = schemas(parts.compactMap { $0.at("propertyNames") }).flatMap(\.words)
        others = schemas(parts.compactMap { $0.at("additionalProperties") })
        constant = first("const")
        pattern = first("pattern")
        sample = parts.lazy.compactMap { $0.items("examples").first?.string }.first ?? "text"
    }

    private static func parts(of node: Node, in root: Node) -> [Node] {
        var more = node.items("allOf")
        if let reference = node.at("$ref")?.string, let target = root.at(String(reference.dropFirst("#/".count))) {
            more.append(target)
        }
        return [node] + more.flatMap { parts(of: $0, in: root) }
    }

    /// The alternative that is chosen, or the last where there are fewer; the schema itself where there are none.
    package func chosen(_ choice: Int) -> EventSchema {
        alternatives.isEmpty ? self : alternatives[min(choice, alternatives.count - 1)].chosen(choice)
    }

    /// A value with every member that there is.
    package func example(choosing choice: Int) -> WireJSON {
        let schema = chosen(choice)
        if let word = schema.constant ?? schema.words.first { return .text(word) }
        switch schema.type {
        case "object":
            var members = schema.properties.mapValues { $0.example(choosing: choice) }
            for name in schema.names { members[name] = schema.others.first?.example(choosing: choice) }
            return .object(members)
        case "array": return .array(schema.items.map { $0.example(choosing: choice) })
        case "integer": return .integer(1)
        case "boolean": return .bool(true)
        default: return .text(schema.sample)
        }
    }

    /// What of a value is not documented, is missing, or is not as documented.
    package func faults(of value: WireJSON, at place: String) -> [String] {
        if !alternatives.isEmpty {
            return alternatives.map { $0.faults(of: value, at: place) }.min { $0.count < $1.count } ?? []
        }
        switch (value, type) {
        case (.object(let members), "object"):
            let missing = required.subtracting(members.keys).map { "\(place).\($0) is missing" }
            return missing
                + members.flatMap { name, value in
                    guard let schema = properties[name] ?? (names.contains(name) ? others.first : nil) else {
                        return ["\(place).\(name) is not documented"]
                    }
                    return schema.faults(of: value, at: "\(place).\(name)")
                }
        case (.array(let values), "array"):
            return items.flatMap { schema in values.flatMap { schema.faults(of: $0, at: "\(place)[]") } }
        case (.integer, "integer"), (.bool, "boolean"): return []
        case (.text(let text), "string"), (.text(let text), ""):
            let allowed = constant.map { [$0] } ?? words
            let isAllowed = allowed.isEmpty ? type == "string" : allowed.contains(text)
            let fits = pattern.map { text.range(of: $0, options: .regularExpression) != nil } ?? true
            return isAllowed && fits ? [] : ["\(place) is “\(text)”"]
        default: return ["\(place) is \(value), not “\(type)”"]
        }
    }
}

extension Node {
    fileprivate func at(_ path: String) -> Node? {
        path.split(separator: "/").reduce(Optional(self)) { node, name in node?[String(name)] }
    }

    fileprivate func text(_ path: String) -> String { at(path)?.string ?? "" }

    fileprivate func items(_ name: String) -> [Node] { at(name).map { $0.array() } ?? [] }

    fileprivate func members(_ name: String) -> [String: Node] {
        var members: [String: Node] = [:]
        for (key, value) in at(name)?.mapping ?? [:] { members[key.string ?? ""] = value }
        return members
    }
}
