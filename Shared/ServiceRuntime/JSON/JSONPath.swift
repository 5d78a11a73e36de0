package import Model

/// Where in a JSON text a value stands, written the way people say it: `items[2].unit`.
package indirect enum JSONPath: Sendable, CustomStringConvertible {
    case root
    case member(String, of: JSONPath)
    case element(Int, of: JSONPath)

    package var description: String {
        switch self {
        case .root: ""
        case .member(let name, .root): name
        case .member(let name, let parent): "\(parent).\(name)"
        case .element(let index, let parent): "\(parent)[\(index)]"
        }
    }

    var codingPath: [any CodingKey] {
        switch self {
        case .root: []
        case .member(let name, let parent): parent.codingPath + [JSONCodingKey(stringValue: name)]
        case .element(let index, let parent): parent.codingPath + [JSONCodingKey(intValue: index)]
        }
    }
}

/// A key of a path that belongs to no type in particular.
struct JSONCodingKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        self.intValue = nil
    }

    init(intValue: Int) {
        self.stringValue = String(intValue)
        self.intValue = intValue
    }
}

/// A field of a request that cannot be taken, and why.
package struct JSONFieldFault: Error, CustomStringConvertible {
    package let path: JSONPath
    package let reason: Phrase

    package var description: String { "\(path): \(reason.en)" }

    static func missing(_ name: String, of parent: JSONPath) -> Self {
        Self(path: .member(name, of: parent), reason: Phrase(zh: "缺少此项", en: "is missing"))
    }

    static func wrongKind(_ path: JSONPath, wanted: Phrase) -> Self {
        Self(
            path: path,
            reason: Phrase(zh: "应为\(wanted.zh)", en: "must be \(wanted.en)"))
    }
}
