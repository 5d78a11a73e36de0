import Model

/// `expected.yaml`: what the services must publish when the story has been played.
struct ExpectedFigures: Codable, Sendable {
    let figures: [ExpectedFigure]
}

/// One figure: which service publishes it, where, and what it must be.
struct ExpectedFigure: Codable, Sendable, NamesKeys {
    /// What it is, for people.
    let name: String
    /// Another community of the story; its own where it is left out.
    let community: CommunityID?
    /// In whose role it is read; without a sign-in where it is left out.
    let reader: Role?
    let service: ServiceName
    /// Below `/v1/communities/<code>/`, such as `campaigns/2023-lifts-1`.
    let path: String
    /// Where in the answer: see `FigurePath`.
    let at: FigurePath
    /// What the figure is a part of, in the same answer; `expected` is its share then.
    let whole: FigurePath?
    /// The figure as text; numbers and texts alike are compared as they are written.
    let expected: String

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, community, service, path, at
        case reader = "as"
        case whole = "of"
        case expected = "is"
    }

    static var keys: [String] { CodingKeys.allCases.map(\.stringValue) }

    /// What is wrong with it; nil if nothing is.
    func fault(communities: Set<CommunityID>) -> String? {
        if let community, !communities.contains(community) {
            let hint = Spelling.hint(for: community.description, among: communities.map(\.description).sorted())
            return ".community: \(community) is no community of the story\(hint)"
        }
        if reader == .owner { return ".as: owners read what is their own, which is no figure of a story" }
        if whole != nil, FigureShare(like: expected) == nil { return ".is: with `of` it is a percentage such as 94.6%" }
        return nil
    }

    /// The figure in a service's answer, as it would be written.
    func find(in answer: JSONValue) -> FigurePath.Finding {
        let found = at.find(in: answer)
        guard let whole, case .figure(let part) = found else { return found }
        let base = whole.find(in: answer)
        guard case .figure(let all) = base else { return base }
        return FigureShare(like: expected)?.text(part, of: all).map { .figure($0) }
            ?? .astray(whole.description, among: [])
    }

    /// What is expected of a member that may be left out, such as the day on which a building was released, where it is.
    static let leftOut = "—"

    /// Where it is published, as people look for it.
    var place: String {
        "\(service.rawValue) \(community.map { "\($0) " } ?? "")\(path), \(at)\(whole.map { " of \($0)" } ?? "")"
    }
}

/// A share of published figures, half-up with as many decimals as somebody writes it with: percentages are never published,
/// because nothing may be decided by them (R-X-02).
struct FigureShare: Sendable {
    private let decimals: Int

    /// Nil where the text is no percentage.
    init?(like text: String) {
        guard let percentage = text.wholeMatch(of: /[0-9]{1,3}(?:\.([0-9]{1,4}))?%/) else { return nil }
        decimals = percentage.output.1?.count ?? 0
    }

    /// Nil where the two are no amounts, areas or numbers.
    func text(_ part: String, of whole: String) -> String? {
        guard let part = Area(part), let whole = Area(whole), whole > .zero, part >= .zero else { return nil }
        let scale = (0..<decimals).reduce(Int128(1)) { power, _ in power * 10 }
        // 64 bits times at most a million, doubled: far from the end of 128.
        let doubled = Int128(part.hundredths) * 100 * scale * 2 + Int128(whole.hundredths)
        let share = doubled / (Int128(whole.hundredths) * 2)
        guard decimals > 0 else { return "\(share)%" }
        let rest = String(share % scale)
        return "\(share / scale)." + String(repeating: "0", count: decimals - rest.count) + rest + "%"
    }
}

/// A way into an answer: names of members joined by dots, `[member=value]` to keep the items of an array where a member
/// has a value, and at the end perhaps `count` or `sum` over what is left.
///
///     buildings[building=3].fundedOn
///     items[state=completed].count
///     buildings.due.sum
struct FigurePath: Codable, Sendable, CustomStringConvertible {
    private enum Segment: Sendable, CustomStringConvertible {
        case member(String)
        case filter(member: String, value: String)
        case count
        case sum

        var description: String {
            switch self {
            case .member(let name): name
            case .filter(let member, let value): "[\(member)=\(value)]"
            case .count: "count"
            case .sum: "sum"
            }
        }
    }

    /// What a path leads to.
    enum Finding: Sendable, Equatable {
        case figure(String)
        /// What it leads to is there, and leaves out the member at the end; it has these.
        case leftOut(member: String, beside: [String])
        /// This part of the path, the first that does, finds nothing; what stands there instead is called so.
        case astray(String, among: [String])
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

    /// The members that it goes by, those of its filters among them.
    var members: [String] {
        segments.compactMap { segment -> String? in
            switch segment {
            case .member(let name), .filter(let name, _): name
            case .count, .sum: nil
            }
        }
    }

    /// The figure in an answer, as text; nil where there is none.
    func figure(in answer: JSONValue) -> String? {
        if case .figure(let text) = find(in: answer) { text } else { nil }
    }

    /// Follows the path.
    ///
    /// Several values are joined by blanks. A member that nothing has is no figure, so that a misspelt path never counts 0,
    /// nor a single value 1: only what a filter leaves, and what lies in a list, may be counted, also when there is nothing.
    func find(in answer: JSONValue) -> Finding {
        var values = [answer]
        var isList = false
        // The part that left nothing, for whatever comes after it finds nothing either.
        var emptied: Finding?
        for (place, segment) in segments.enumerated() {
            let items = flattened(values)
            isList = isList || values.contains { if case .array = $0 { true } else { false } }
            switch segment {
            case .member(let name):
                values = items.map { $0[name] }.filter { $0 != .null }
                if !values.isEmpty { continue }
                let there = Self.members(of: items)
                guard !items.isEmpty || place == 0 else {
                    return emptied ?? .astray(segments[place - 1].description, among: [])
                }
                // Only what has members can leave one out.
                let isObject = items.contains { if case .object = $0 { true } else { false } }
                return isObject && place == segments.count - 1
                    ? .leftOut(member: name, beside: there) : .astray(name, among: there)
            case .filter(let member, let wanted):
                guard items.isEmpty || items.contains(where: { $0[member] != .null }) else {
                    return .astray(segment.description, among: Self.members(of: items))
                }
                values = items.filter { $0[member] != .null && Self.text(of: $0[member]) == wanted }
                isList = true
                if values.isEmpty, emptied == nil {
                    emptied = .astray(segment.description, among: Self.texts(of: member, in: items))
                }
            case .count:
                return isList ? .figure(String(items.count)) : .astray("count", among: [])
            case .sum:
                if let emptied { return emptied }
                return sum(items).map { .figure($0) } ?? .astray("sum", among: [])
            }
        }
        guard !values.isEmpty else { return emptied ?? .astray(segments.last?.description ?? "", among: []) }
        return .figure(flattened(values).map(Self.text).joined(separator: " "))
    }

    /// The members that any of them has.
    private static func members(of items: [JSONValue]) -> [String] {
        Set(items.flatMap { item in item.members.filter { $0.value != .null }.map(\.name) }).sorted()
    }

    /// The values that a filter by the member could have been for, each once, in their order.
    private static func texts(of member: String, in items: [JSONValue]) -> [String] {
        var seen: Set<String> = []
        return items.map { $0[member] }.filter { $0 != .null }.map(Self.text).filter { seen.insert($0).inserted }
    }

    /// As JSON writes it, but for the quotation marks of a text.
    private static func text(of value: JSONValue) -> String {
        if case .text(let text) = value { text } else { value.text }
    }

    private func flattened(_ values: [JSONValue]) -> [JSONValue] {
        values.flatMap { value -> [JSONValue] in
            if case .array(let items) = value { return items.filter { $0 != .null } }
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
