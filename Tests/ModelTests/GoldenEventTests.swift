import Foundation
import Model
import TestSupport
import Testing

/// The wire of every event is frozen by the files in `Golden/`.
///
/// After a deliberate addition, `TONGTI_WRITE_GOLDEN=1` writes those that are missing; a file that exists is never
/// rewritten.
@Suite struct GoldenEventTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    private func file(_ event: any DistrictEvent) -> URL {
        let type = Swift.type(of: event).type
        return Self.folder.appending(path: "\(type.name).v\(type.version).json")
    }

    @Test func `every event is encoded as its golden file says`() throws {
        for event in try EventSamples.all() {
            let file = file(event)
            let bytes = Data(try event.payload()) + Data("\n".utf8)
            if ProcessInfo.processInfo.environment["TONGTI_WRITE_GOLDEN"] != nil,
                !FileManager.default.fileExists(atPath: file.path)
            {
                try bytes.write(to: file)
            }
            let golden = try Data(contentsOf: file)
            #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: golden, as: UTF8.self))
        }
    }

    @Test func `an event that writes itself out writes its canonical JSON`() throws {
        let assembly = try AssemblyID(parsing: "二〇二三-Lifts_é.1")
        for (channel, area) in [(VoteAccepted.Channel.electronic, Int64(0)), (.paper, 5), (.paper, .max)] {
            let vote = VoteAccepted(
                assembly: assembly, item: try ItemID(parsing: "过"), receipt: ReceiptID(UUID()), channel: channel,
                area: Area(hundredths: area))
            #expect(try vote.payload() == CanonicalJSON.encode(vote))
        }
        for event in try EventSamples.all() { #expect(try event.payload() == CanonicalJSON.encode(event)) }
    }

    @Test func `every golden file is decoded as the event it was made from`() throws {
        for event in try EventSamples.all() { try decode(event) }
    }

    private func decode<Event: DistrictEvent>(_ event: Event) throws {
        #expect(try Event(payload: event.payload()) == event)
        #expect(try Event(payload: Array(Data(contentsOf: file(event)))) == event)
    }

    @Test func `what earlier builds wrote is read as well`() throws {
        let folder = Self.folder.appending(path: "../GoldenEarlier")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let type = try #require(EventCatalog.all.first { "\($0.type.name).v\($0.type.version).json" == name })
            _ = try type.init(payload: Array(Data(contentsOf: folder.appending(path: name))))
        }
    }

    @Test func `the catalog, the samples and the golden files name the same events`() throws {
        let samples = try EventSamples.all()
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(samples.map { Swift.type(of: $0).type.description }) == EventCatalog.types)
        #expect(Set(files) == Set(samples.map { file($0).lastPathComponent }))
    }

    @Test func `a field that a later version added is passed over, wherever it stands`() throws {
        for event in try EventSamples.all() { try decodeWithMore(event) }
    }

    private func decodeWithMore<Event: DistrictEvent>(_ event: Event) throws {
        let golden = String(decoding: try Data(contentsOf: file(event)), as: UTF8.self)
        // Into every object but those whose member names are data.
        let more = golden.replacing(/\{(?!"changeOfUse")/, with: #"{"laterField":{"a":[1,null]},"#)
            .replacing(",}", with: "}")
        #expect(more != golden)
        #expect(try Event(payload: Array(more.utf8)) == event, "\(more)")
    }

    /// Whatever was damaged on its way, an event that reads itself must not see more or less in it than a decoder does.
    @Test func `an event that reads itself reads what a decoder reads`() throws {
        var random = SeededGenerator()
        for event in try EventSamples.all() {
            for _ in 0..<300 { try readDamaged(event, using: &random) }
        }
    }

    private func readDamaged<Event: DistrictEvent>(_ event: Event, using random: inout SeededGenerator) throws {
        var bytes = try event.payload()
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let place = Int.random(in: bytes.indices, using: &random)
            let bytesThatMean = Array(#"\{}[]":,. 0nu"#.utf8) + [0, 0x0A, 0x80, 0xC3, 0xE4]
            let other = bytesThatMean.randomElement(using: &random) ?? 0
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes[place] = other
            case 1: bytes.insert(other, at: place)
            case 2: bytes.remove(at: place)
            default: bytes.removeSubrange(place...)
            }
            if bytes.isEmpty { return }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let own = Result { try Event(payload: bytes) }
        let decoded = Result { try CanonicalJSON.decode(Event.self, from: bytes) }
        switch (own, decoded) {
        case (.success(let own), .success(let decoded)): #expect(own == decoded, "seed \(random.seed): \(text)")
        case (.failure, .failure): break
        default: Issue.record("seed \(random.seed): \(text) was read as \(own) and as \(decoded)")
        }
    }

    @Test func `an event type parses back from its text`() throws {
        for type in EventCatalog.all.map({ $0.type }) {
            #expect(try EventType(parsing: type.description) == type)
        }
        for text in ["", "tongti.registry.X", "tongti.nobody.X.v1", "tongti.registry..v1", "tongti.registry.X.v0"] {
            #expect(throws: InvalidValue.self) { try EventType(parsing: text) }
        }
    }
}
