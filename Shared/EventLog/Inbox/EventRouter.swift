package import Model

/// A fact of another service, as a handler sees it.
package struct Received<Event: DistrictEvent>: Sendable {
    package let event: Event
    package let id: EventID
    package let position: Int64
    /// When it was recorded, by the clock of the service that published it.
    package let time: Timestamp
}

/// Which of the other services' facts a service acts on, and how.
///
/// A handler runs inside the transaction that records the event as applied. It may throw: a database that is away is
/// waited for without end; anything else parks the event and the later ones of its subject, and so does a statement
/// that runs out of time again and again while the database does other things in time.
package struct EventRouter: Sendable {
    typealias Handler = @Sendable ([EventEnvelope], borrowing Write) async throws -> Void

    private(set) var handlers: [String: Handler] = [:]
    private(set) var sources: Set<ServiceName> = []

    package init() {}

    /// Acts on each event alone.
    package mutating func on<Event: DistrictEvent>(
        _ type: Event.Type, _ handle: @escaping @Sendable (Received<Event>, borrowing Write) async throws -> Void
    ) {
        add(type) { envelopes, write in
            for envelope in envelopes {
                let received = try Self.receive(Event.self, envelope)
                try await TraceContext.with(envelope.traceparent, received, write, handle)
            }
        }
    }

    /// Acts on runs of successive events of one community and type, with set-based statements.
    package mutating func onBatch<Event: DistrictEvent>(
        _ type: Event.Type, _ handle: @escaping @Sendable ([Received<Event>], borrowing Write) async throws -> Void
    ) {
        add(type) { envelopes, write in
            try await handle(try envelopes.map { try Self.receive(Event.self, $0) }, write)
        }
    }

    private mutating func add<Event: DistrictEvent>(_ type: Event.Type, _ handler: @escaping Handler) {
        precondition(handlers[type.type.description] == nil, "\(type.type) has a handler already")
        handlers[type.type.description] = handler
        sources.insert(type.type.source)
    }

    private static func receive<Event: DistrictEvent>(
        _ type: Event.Type, _ envelope: EventEnvelope
    ) throws -> Received<Event> {
        Received(
            event: try Event(payload: envelope.payload), id: envelope.id, position: envelope.position,
            time: envelope.time)
    }

    /// Applies a run of events of one type and community.
    ///
    /// - Throws: `UnknownEventType` where the model has never heard of the type: a newer producer, so it must wait.
    func apply(_ events: ArraySlice<EventEnvelope>, in write: borrowing Write) async throws {
        guard let type = events.first?.type else { return }
        if let handler = handlers[type] {
            try await handler(Array(events), write)
        } else if !EventCatalog.types.contains(type) {
            throw UnknownEventType(type: type)
        }
    }
}

/// An event of a type that this program does not know.
package struct UnknownEventType: Error, CustomStringConvertible {
    let type: String
    package var description: String { "the event type \(type) is not known to this version" }
}
