import FoundationEssentials

/// The part of librdkafka's statistics that we use (its STATISTICS.md describes them all).
struct ClientStatistics: Decodable {
    let brokers: [String: Broker]

    struct Broker: Decodable {
        let state: String
        let outbufCount: Int
        let waitrespCount: Int
        let txerrs: Int
        let rxerrs: Int
        let reqTimeouts: Int
        let rtt: RoundTrip

        private enum CodingKeys: String, CodingKey {
            case state
            case outbufCount = "outbuf_cnt"
            case waitrespCount = "waitresp_cnt"
            case txerrs
            case rxerrs
            case reqTimeouts = "req_timeouts"
            case rtt
        }
    }

    /// Microseconds.
    struct RoundTrip: Decodable {
        let p99: Int
    }

    init(json: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    }
}
