import Model

/// `expected.yaml`: what the services must publish when the story has been played.
struct ExpectedFigures: Decodable, Sendable {
    let figures: [ExpectedFigure]
}

/// One figure: which service publishes it, where, and what it must be.
struct ExpectedFigure: Decodable, Sendable {
    /// What it is, for people.
    let name: String
    let service: ServiceName
    /// Below `/v1/communities/<code>/`, e.g. `campaigns/2023-lifts-1`.
    let path: String
    /// Where in the answer: see `FigurePath`.
    let at: FigurePath
    /// The figure as text; numbers and texts alike are compared as they are written.
    let expected: String

    private enum CodingKeys: String, CodingKey {
        case name, service, path, at
        case expected = "is"
    }
}

/// A way into an answer: names of members joined by dots, `[member=value]` to keep the items of an array where a member
/// has a value, and at the end perhaps `count` or `sum` over what is left.
///
///     buildings[building=3].fundedOn
///     items[state=completed].count
///     buildings.due.sum
struct FigurePath: Decodable, Sendable, CustomStringConvertible {
    private enum Segment: Sendable {
        case member(String)
        case filter(member: String, value: String)
        case count
        case sum
    }

    let description: String
    private let segments: [Segment]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let segments = Self.parse(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a path to a figure")
        }
        description = text
        self.segments = segments
    }

    init?(_ text: String) {
        guard let segments = Self.parse(text) else { return nil }
        description = text
        self.segments = segments
    }

    private static func parse(_ text: String) -> [Segment]? {
        var segments: [Segment] = []
        var rest = text[...]
        while !rest.isEmpty {
            if rest.first == "[" {
                guard let end = rest.firstIndex(of: "]"), let equals = rest.firstIndex(of: "="), equals < end else { return nil }
                segments.append(
                    .filter(
                        member: String(rest[rest.index(after: rest.startIndex)..<equals]),
                        value: String(rest[rest.index(after: equals)..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                rest = rest[name.endIndex...]
                switch (String(name), rest.isEmpty) {
                case ("count", true): segments.append(.count)
                case ("sum", true): segments.append(.sum)
                case (let name, _): segments.append(.member(name))
                }
            }
            if rest.first == "." { rest = rest.dropFirst() }
        }
        return segments.isEmpty ? nil : segments
    }

    /// The figure in an answer, as text; nil where there is none.
    func figure(in answer: JSONValue) -> String? {
        var values = [answer]
        for segment in segments {
            switch segment {
            case .member(let name):
                values = values.flatMap { value -> [JSONValue] in
                    if case .array(let items) = value { return items.map { $0[name] } }
                    return [value[name]]
                }.filter { $0 != .null }
            case .filter(let member, let wanted):
                values = values.flatMap { value -> [JSONValue] in
                    if case .array(let items) = value { return items }
                    return [value]
                }.filter { $0[member].cell == wanted }
            case .count:
                return String(flattened(values).count)
            case .sum:
                return sum(flattened(values))
            }
        }
        return values.isEmpty ? nil : values.map(\.cell).joined(separator: " ")
    }

    private func flattened(_ values: [JSONValue]) -> [JSONValue] {
        values.flatMap { value -> [JSONValue] in
            if case .array(let items) = value { return items }
            return [value]
        }
    }

    private func sum(_ values: [JSONValue]) -> String? {
        if values.allSatisfy({ $0.int != nil }) { return String(values.compactMap(\.int).reduce(0, +)) }
        do {
            return try Money.sum(values.map { try Money(parsing: $0.cell) }).description
        } catch {
            // Neither whole numbers nor amounts: there is no such figure.
            return nil
        }
    }
}
