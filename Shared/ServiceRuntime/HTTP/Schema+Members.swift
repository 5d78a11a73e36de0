extension Schema {
    /// The first member that this schema does not speak of; what is of another kind than it says is found by who decodes it.
    func unknownMember(of document: JSONDocument, at index: Int = 0, path: JSONPath = .root) -> JSONPath? {
        switch (self, document.nodes[index].kind) {
        case (.object(let properties), .object):
            for name in document.members(ofObjectAt: index) {
                guard let known = properties.first(where: { document.spells(document.nodes[name], $0.name) }) else {
                    return .member(document.text(document.nodes[name]), of: path)
                }
                let member = JSONPath.member(known.name, of: path)
                if let found = known.schema.unknownMember(of: document, at: name + 1, path: member) { return found }
            }
            return nil
        case (.map(let schema), .object):
            for name in document.members(ofObjectAt: index) {
                let member = JSONPath.member(document.text(document.nodes[name]), of: path)
                if let found = schema.unknownMember(of: document, at: name + 1, path: member) { return found }
            }
            return nil
        case (.array(let schema, _), .array):
            for (place, element) in document.elements(ofArrayAt: index).enumerated() {
                let path = JSONPath.element(place, of: path)
                if let found = schema.unknownMember(of: document, at: element, path: path) { return found }
            }
            return nil
        case (.nullable(let schema), _): return schema.unknownMember(of: document, at: index, path: path)
        case (.oneOf(let schemas), _):
            let found = schemas.map { $0.unknownMember(of: document, at: index, path: path) }
            return found.contains { $0 == nil } ? nil : found.first ?? nil
        default: return nil
        }
    }
}
