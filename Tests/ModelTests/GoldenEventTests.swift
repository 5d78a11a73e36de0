import Foundation
import Model
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
        let decoded = try CanonicalJSON.decode(Event.self, from: try Data(contentsOf: file(event)))
        #expect(decoded == event)
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
        #expect(try CanonicalJSON.decode(Event.self, from: Data(more.utf8)) == event, "\(more)")
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
