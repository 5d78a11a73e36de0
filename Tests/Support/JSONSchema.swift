import Foundation
import Model

/// A JSON Schema (draft 2020-12) of `docs/cli`, as strict as a document can be held: a keyword that is not known here is a
/// fault, and so is a member that is not documented.
package struct JSONSchema: Sendable {
    /// What can be referred to, by file names.
    private let files: [String: WireJSON]
    private let root: WireJSON

    /// - Parameters:
    ///   - root: the schema.
    ///   - files: the schemas that its `$ref`s may name.
    package init(_ root: WireJSON, files: [String: WireJSON]) {
        self.root = root
        self.files = files
    }

    /// What of a value is not documented, is missing, or is not as documented; of the schema, what cannot be understood.
    package func faults(of value: WireJSON) -> [String] { faults(of: value, root, at: "$") }

    /// What annotates, and asks nothing of a value.
    private static let annotations: Set<String> = [
        "$schema", "title", "description", "examples", "x-operations", "x-pages", "x-lines",
    ]

    private func faults(of value: WireJSON, _ schema: WireJSON, at place: String) -> [String] {
        guard case .object(let keywords) = schema else { return ["\(place): the schema is no object"] }
        let asked = keywords.filter { !Self.annotations.contains($0.key) }.sorted { $0.key < $1.key }
        let faults = asked.flatMap { keyword, argument -> [String] in
            switch (keyword, argument) {
            case ("$ref", .text(let reference)):
                guard let target = resolve(reference) else { return ["\(place): there is no \(reference)"] }
                return self.faults(of: value, target, at: place)
            case ("oneOf", .array(let choices)), ("anyOf", .array(let choices)):
                let found = choices.map { self.faults(of: value, $0, at: place) }
                let fitting = found.count { $0.isEmpty }
                if fitting == 0 { return found.min { $0.count < $1.count } ?? [] }
                return fitting > 1 && keyword == "oneOf" ? ["\(place) fits \(fitting) schemas of one"] : []
            default:
                let own = Self.faults(of: value, keyword, argument, at: place)
                return own ?? parts(of: value, keyword, argument, at: place)
            }
        }
        return faults + strangers(in: value, keywords, at: place)
    }

    /// What a keyword asks of the members or items of a value.
    private func parts(
        of value: WireJSON, _ keyword: String, _ argument: WireJSON, at place: String
    ) -> [String] {
        switch (keyword, argument, value) {
        case ("properties", .object(let known), .object(let members)):
            known.sorted { $0.key < $1.key }.flatMap { name, schema in
                members[name].map { faults(of: $0, schema, at: "\(place).\(name)") } ?? []
            }
        case ("items", _, .array(let items)):
            items.enumerated().flatMap { faults(of: $1, argument, at: "\(place)[\($0)]") }
        case ("properties", .object, _), ("items", .object, _), ("additionalProperties", .object, _): []
        default: ["\(place): what \(keyword) says is not understood here"]
        }
    }

    /// Members that are named nowhere, or whose names are data and whose values are not as documented.
    private func strangers(in value: WireJSON, _ keywords: [String: WireJSON], at place: String) -> [String] {
        guard case .object(let members) = value, keywords["type"] == .text("object") else { return [] }
        var known: [String: WireJSON] = [:]
        if case .object(let properties)? = keywords["properties"] { known = properties }
        return members.filter { known[$0.key] == nil }.sorted { $0.key < $1.key }.flatMap { name, member in
            keywords["additionalProperties"].map { faults(of: member, $0, at: "\(place).\(name)") }
                ?? ["\(place).\(name) is not documented"]
        }
    }

    private func resolve(_ reference: String) -> WireJSON? {
        let parts = reference.split(separator: "#/")
        guard parts.count == 2, let file = files[String(parts[0])] else { return nil }
        return parts[1].split(separator: "/").reduce(Optional(file)) { place, name in place?[String(name)] }
    }
}

// MARK: - Keywords of single values

extension JSONSchema {
    /// What a keyword that looks at the value alone finds; nil when it is none of them.
    private static func faults(
        of value: WireJSON, _ keyword: String, _ argument: WireJSON, at place: String
    ) -> [String]? {
        let fits: Bool
        switch (keyword, argument, value) {
        case ("type", .text(let type), _): fits = type == name(of: value)
        case ("enum", .array(let values), _): fits = values.contains(value)
        case ("minimum", .integer(let least), .integer(let number)): fits = number >= least
        case ("maximum", .integer(let most), .integer(let number)): fits = number <= most
        case ("maxLength", .integer(let most), .text(let text)): fits = text.unicodeScalars.count <= Int(most)
        case ("maxItems", .integer(let most), .array(let items)): fits = items.count <= Int(most)
        case ("pattern", .text(let pattern), .text(let text)):
            fits = text.range(of: pattern, options: .regularExpression) != nil
        case ("format", .text(let format), .text(let text)): fits = isWellFormed(text, format)
        case ("required", .array(let names), .object(let members)):
            return names.compactMap { name in
                guard case .text(let name) = name, members[name] == nil else { return nil }
                return "\(place).\(name) is missing"
            }
        // Of another type they ask nothing; that is the business of `type`.
        case ("minimum", .integer, _), ("maximum", .integer, _), ("maxLength", .integer, _), ("maxItems", .integer, _),
            ("pattern", .text, _), ("format", .text, _), ("required", .array, _):
            return []
        default: return nil
        }
        return fits ? [] : ["\(place) is \(value), against \(keyword) \(argument)"]
    }

    private static func name(of value: WireJSON) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .text: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private static func isWellFormed(_ text: String, _ format: String) -> Bool {
        do {
            switch format {
            case "date": _ = try Day(parsing: text)
            case "date-time": _ = try Timestamp(parsing: text)
            case "uuid": return UUID(uuidString: text) != nil
            default: return false
            }
            return true
        } catch {
            // Whoever asks says what is wrong.
            return false
        }
    }
}
