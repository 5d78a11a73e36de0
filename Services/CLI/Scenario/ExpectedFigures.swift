import Model

/// `expected.yaml`: what the services must publish when the story has been played.
struct ExpectedFigures: Codable, Sendable {
    let figures: [ExpectedFigure]
}

/// One figure: which service publishes it, where, and what it must be.
struct ExpectedFigure: Codable, Sendable {
    /// What it is, for people.
    let name: String
    let service: ServiceName
    /// Below `/v1/communities/<code>/`, such as `campaigns/2023-lifts-1`.
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
struct FigurePath: Codable, Sendable, CustomStringConvertible {
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

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
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
                guard let end = rest.firstIndex(of: "]"), let equals = rest.firstIndex(of: "="), equals < end else {
                    return nil
                }
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
    ///
    /// Several values are joined by blanks. A member that nothing has is no figure, so that a misspelt path never counts 0.
    func figure(in answer: JSONValue) -> String? {
        var values = [answer]
        for segment in segments {
            switch segment {
            case .member(let name):
                let owners = flattened(values)
                values = owners.map { $0[name] }.filter { $0 != .null }
                if values.isEmpty, !owners.isEmpty { return nil }
            case .filter(let member, let wanted):
                let items = flattened(values)
                guard items.isEmpty || items.contains(where: { $0[member] != .null }) else { return nil }
                values = items.filter { Self.text(of: $0[member]) == wanted }
            case .count:
                return String(flattened(values).count)
            case .sum:
                return sum(flattened(values))
            }
        }
        return values.isEmpty ? nil : values.map(Self.text).joined(separator: " ")
    }

    /// As JSON writes it, but for the quotation marks of a text.
    private static func text(of value: JSONValue) -> String {
        if case .text(let text) = value { text } else { value.text }
    }

    private func flattened(_ values: [JSONValue]) -> [JSONValue] {
        values.flatMap { value -> [JSONValue] in
            if case .array(let items) = value { return items }
            return [value]
        }
    }

    private func sum(_ values: [JSONValue]) -> String? {
        do {
            let numbers = values.compactMap(\.int)
            guard numbers.count == values.count else {
                return try Money.sum(values.map { try Money(parsing: $0.cell) }).description
            }
            return try numbers.reduce(0 as Int64) { sum, number in
                let (next, overflow) = sum.addingReportingOverflow(number)
                if overflow { throw NoFigure() }
                return next
            }.description
        } catch {
            // Neither whole numbers nor amounts, or too many of them: there is no such figure.
            return nil
        }
    }

    private struct NoFigure: Error {}
}
