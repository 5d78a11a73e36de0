import Foundation
import Model
import TestSupport
import Testing

/// `docs/events.yaml` says what the code does, and no less.
///
/// The golden files are what was published; members that none of them has are tried with payloads that are made of the
/// document itself.
@Suite struct EventDocumentTests {
    let document: EventDocument

    init() throws { document = try EventDocument() }

    /// As many as the schema with the most alternatives has.
    static let choices = 0..<5

    @Test func `every event has its message on its service's topic, and there is no other`() {
        let services = ServiceName.allCases
        #expect(document.topics == Dictionary(uniqueKeysWithValues: services.map { ($0.rawValue, $0.topic) }))
        #expect(document.sendings.sorted() == services.map { "#/channels/\($0.rawValue)" }.sorted())
        #expect(document.partitions == Int(Shard.count))
        let types = EventCatalog.all.map { $0.type }
        #expect(
            Set(document.messages.map { [$0.channel, $0.key, $0.name] })
                == Set(types.map { [$0.source.rawValue, "\($0.name).v\($0.version)", $0.description] }))
        for message in document.messages {
            #expect(message.summary.hasSuffix("."), "\(message.key)")
            #expect(message.traits == ["#/components/messageTraits/event"], "\(message.key)")
        }
    }

    @Test func `a golden payload has no member that is not documented, and all that must be there`() throws {
        for folder in [GoldenEventTests.folder, GoldenEventTests.folder.appending(path: "../GoldenEarlier")] {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let message = try #require(document.messages.first { "\($0.key).json" == name }, "\(name)")
                let golden = try CanonicalJSON.decode(
                    WireJSON.self, from: Data(contentsOf: folder.appending(path: name)))
                #expect(message.payload.faults(of: golden, at: message.key) == [])
            }
        }
    }

    @Test func `a subject has a form that is documented`() throws {
        let schema = try #require(document.headers.properties["ce_subject"])
        for event in try EventSamples.all() { #expect(schema.faults(of: .text(event.subject), at: "ce_subject") == []) }
    }

    @Test func `a payload with every member that is documented is read and written without loss`() throws {
        for (message, type) in try messages() {
            for choice in Self.choices {
                let bytes = try CanonicalJSON.encode(message.payload.example(choosing: choice))
                let event = try type.init(payload: bytes)
                try Self.expect(event, toBeWrittenAs: bytes)
                #expect(Self.undocumented(in: event, message.payload, choice, at: message.key) == [])
            }
        }
    }

    @Test func `a payload may lack the members that are not required, and no other`() throws {
        for (message, type) in try messages() {
            for choice in Self.choices {
                let example = message.payload.example(choosing: choice)
                for place in message.payload.places(choosing: choice) {
                    guard let isRequired = place.isRequired else { continue }
                    let bytes = try CanonicalJSON.encode(example.with(nil, at: place.path[...]))
                    if isRequired {
                        #expect(throws: (any Error).self, "\(message.key) \(place.path)") {
                            try type.init(payload: bytes)
                        }
                    } else {
                        try Self.expect(type.init(payload: bytes), toBeWrittenAs: bytes)
                    }
                }
            }
        }
    }

    @Test func `the words of an enumeration are those that the code reads`() throws {
        #expect(Set(document.ruleKeys.words) == Set(RuleKey.allCases.map(\.rawValue)))
        for (message, type) in try messages() {
            for choice in Self.choices {
                let example = message.payload.example(choosing: choice)
                for place in message.payload.places(choosing: choice) where !place.schema.words.isEmpty {
                    let bytes = try CanonicalJSON.encode(example.with(.text("?"), at: place.path[...]))
                    #expect(
                        try Self.wordsRead(type, bytes) == Set(place.schema.words), "\(message.key) \(place.path)")
                }
            }
        }
    }

    // MARK: - Looking

    private func messages() throws -> [(EventDocument.Message, any DistrictEvent.Type)] {
        try document.messages.map { message in
            (message, try #require(EventCatalog.all.first { $0.type.description == message.name }, "\(message.name)"))
        }
    }

    private static func expect(_ event: any DistrictEvent, toBeWrittenAs bytes: [UInt8]) throws {
        #expect(try String(decoding: event.payload(), as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
    }

    /// The stored properties of a decoded event, however deep, for which the schema has no member.
    private static func undocumented(
        in value: Any, _ schema: EventSchema, _ choice: Int, at place: String
    ) -> [String] {
        let schema = schema.chosen(choice)
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional, .enum:
            // Of an enumeration with values, the value is what is written.
            guard let child = mirror.children.first else { return [] }
            return undocumented(in: child.value, schema, choice, at: place)
        case .collection:
            guard let first = mirror.children.first, let item = schema.items.first else { return [] }
            return undocumented(in: first.value, item, choice, at: place)
        case .dictionary:
            guard let pair = mirror.children.first, let schema = schema.others.first,
                let value = Mirror(reflecting: pair.value).children.dropFirst().first?.value
            else { return [] }
            return undocumented(in: value, schema, choice, at: place)
        // What is written as one text has no members, whatever is stored.
        case .struct where schema.type == "object":
            return mirror.children.flatMap { name, value -> [String] in
                let place = "\(place).\(name ?? "")"
                guard let schema = schema.properties[name ?? ""] else { return [place] }
                return undocumented(in: value, schema, choice, at: place)
            }
        default: return []
        }
    }

    /// The words that the refusal of a payload names.
    private static func wordsRead(_ type: any DistrictEvent.Type, _ payload: [UInt8]) throws -> Set<String> {
        do {
            _ = try type.init(payload: payload)
            return []
        } catch DecodingError.dataCorrupted(let context) {
            let words = context.debugDescription.components(separatedBy: ": ").last ?? ""
            return Set(words.components(separatedBy: ", "))
        }
    }
}

/// A place in an example of a schema; `isRequired` is nil for items, which may be any number.
private struct Place {
    let path: [String]
    let schema: EventSchema
    let isRequired: Bool?
}

extension EventSchema {
    /// The places of all members and items, the deeper ones after those in which they are.
    fileprivate func places(choosing choice: Int, under path: [String] = []) -> [Place] {
        let schema = chosen(choice)
        let members = schema.properties.flatMap { name, member in
            [Place(path: path + [name], schema: member, isRequired: schema.required.contains(name))]
                + member.places(choosing: choice, under: path + [name])
        }
        let items = schema.items.flatMap { item in
            [Place(path: path + ["[]"], schema: item, isRequired: nil)]
                + item.places(choosing: choice, under: path + ["[]"])
        }
        // Where names are data, one of them stands for all.
        let others = schema.names.prefix(1).flatMap { name in
            schema.others.flatMap { $0.places(choosing: choice, under: path + [name]) }
        }
        return members + items + others
    }
}
