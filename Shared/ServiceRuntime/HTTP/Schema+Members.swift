import Model

/// A member of a command that its route does not speak of.
///
/// Its name is not told: it may be anything that a caller has, and refusals are kept and shown where names of people must not be.
struct UnknownMember: Equatable {
    /// The object that has it, by the names that the route knows.
    let object: String
    /// Where it begins in the text.
    let line: Int
    let column: Int
    let known: [String]

    var fieldError: FieldError {
        let known = known.joined(separator: ", ")
        return FieldError(
            field: object, line: line, column: column,
            reason: Phrase(zh: "有一项不认识；可以有的是：\(known)", en: "has a member that is not known; there are \(known)"))
    }
}

extension Schema {
    /// The first member that this schema does not speak of; what is of another kind than it says is found by who decodes it.
    func unknownMember(of document: JSONDocument) -> UnknownMember? { find(in: document, at: 0, .root) }

    private var hasParts: Bool {
        switch self {
        case .object, .map, .array, .nullable, .oneOf: true
        default: false
        }
    }

    private func find(in document: JSONDocument, at index: Int, _ path: JSONPath) -> UnknownMember? {
        switch (self, document.nodes[index].kind) {
        case (.object(let properties), .object):
            for name in document.members(ofObjectAt: index) {
                guard let known = properties.first(where: { document.spells(document.nodes[name], $0.name) }) else {
                    let (line, column) = JSONDocument.place(of: Int(document.nodes[name].start), in: document.bytes)
                    return UnknownMember(
                        object: path.description, line: line, column: column, known: properties.map(\.name))
                }
                guard known.schema.hasParts else { continue }
                let member = JSONPath.member(known.name, of: path)
                if let found = known.schema.find(in: document, at: name + 1, member) { return found }
            }
            return nil
        case (.map(let schema), .object):
            for name in document.members(ofObjectAt: index) {
                if let found = schema.find(in: document, at: name + 1, path) { return found }
            }
            return nil
        case (.array(let schema, _), .array):
            for (place, element) in document.elements(ofArrayAt: index).enumerated() {
                if let found = schema.find(in: document, at: element, .element(place, of: path)) { return found }
            }
            return nil
        case (.nullable(let schema), _): return schema.find(in: document, at: index, path)
        case (.oneOf(let schemas), _):
            let found = schemas.map { $0.find(in: document, at: index, path) }
            return found.contains { $0 == nil } ? nil : found.first ?? nil
        default: return nil
        }
    }
}
