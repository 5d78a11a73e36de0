import Model
import TestSupport
import Testing

@testable import EventLog
@testable import Kafka

/// `docs/events.yaml` names the headers that are written.
@Suite struct DocumentedHeaderTests {
    @Test func `a record has the headers that are documented, and those that are required whatever caused it`() throws {
        let schema = try EventDocument().headers
        let traced = try Self.headers(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        #expect(Set(traced.keys) == Set(schema.properties.keys))
        #expect(schema.faults(of: .object(traced), at: "headers") == [])
        #expect(try Set(Self.headers(traceparent: nil).keys) == schema.required)
    }

    private static func headers(traceparent: String?) throws -> [String: WireJSON] {
        let community = try CommunityID(parsing: "runfeng")
        let event = EventEnvelope(
            source: .funds, shard: Shard(of: community), position: 7, epoch: 2,
            id: try EventID(parsing: "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1b"), type: BuildingFunded.type.description,
            community: community, subject: "campaign:2023-lifts-1",
            time: Timestamp(microseconds: 1_700_000_000_000_000), after: Causality([.registry: 120, .ballots: 3]),
            traceparent: traceparent, payload: Array("{}".utf8), previousChain: EventChain.start,
            chain: EventChain.start)
        let headers = KafkaBinding.record(of: event).headers
        return Dictionary(
            uniqueKeysWithValues: headers.map { ($0.name, .text(String(decoding: $0.value, as: UTF8.self))) })
    }
}
