import Model

/// An event that a service could not apply, as the service lists it.
struct ParkedEvent: Decodable {
    let source: ServiceName
    let shard: Shard
    let position: Int64
    let community: CommunityID
    let subject: String

    private enum CodingKeys: CodingKey { case source, shard, position, community, subject }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        source = try container.decode(ServiceName.self, forKey: .source)
        let number = try container.decode(Int32.self, forKey: .shard)
        guard let shard = Shard(number) else {
            throw DecodingError.dataCorruptedError(
                forKey: .shard, in: container, debugDescription: "no shard \(number)")
        }
        self.shard = shard
        position = try container.decode(Int64.self, forKey: .position)
        community = try container.decode(CommunityID.self, forKey: .community)
        subject = try container.decode(String.self, forKey: .subject)
    }

    /// All that a service has parked.
    static func list(of service: ServiceName, _ client: ServiceClient) async throws -> [ParkedEvent] {
        try await client.everyParked(of: service) { try $0.decode([ParkedEvent].self) }
    }
}

extension ServiceClient {
    /// All that a service has parked, page after page, each read by `read`.
    func everyParked<Event>(of service: ServiceName, _ read: (Answer) throws -> [Event]) async throws -> [Event] {
        var events: [Event] = []
        var last: ParkedEvent?
        var way = PageWay()
        repeat {
            let place = last.map { "\($0.source.rawValue)/\($0.shard)/\($0.position)" }
            if let place { try way.go(to: place) }
            let answer = try await get(service, ResourcePath("/v1/events/parked").query("cursor", place))
            events += try read(answer)
            last = try answer.decode([ParkedEvent].self).last
        } while last != nil
        return events
    }
}

/// There is nothing parked as it was named.
struct NothingParked: ExitStatusError {
    let wanted: String

    var exitStatus: ExitStatus { .refused }
    var message: String { "\(wanted) is not parked; see tongti events parked." }
}
