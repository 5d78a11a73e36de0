/// A fact that one service publishes to the others.
///
/// The wire is named by hand and frozen by a golden file: fields are only ever added, as optionals; any other change is
/// a new type with the next version. Events hold opaque ids and codes of places, never a name, a phone number or a
/// document number (docs/decisions/0025). The community is the record's key and not repeated here.
package protocol DistrictEvent: Codable, Sendable, Equatable {
    static var type: EventType { get }

    /// The thing within the community that the fact is about; what cannot be applied is parked with all later facts
    /// of the same subject.
    var subject: String { get }

    /// The bytes that are stored, hashed and sent: the event's canonical JSON.
    ///
    /// - Throws: as ``CanonicalJSON/encode(_:)``.
    func payload() throws -> [UInt8]

    /// Reads them again, and what a later version wrote.
    ///
    /// - Throws: `DecodingError`
    init(payload: [UInt8]) throws
}

extension DistrictEvent {
    /// - Throws: as ``CanonicalJSON/encode(_:)``.
    package func payload() throws -> [UInt8] { try CanonicalJSON.encode(self) }

    /// - Throws: as ``CanonicalJSON/decode(_:from:)``.
    package init(payload: [UInt8]) throws { self = try CanonicalJSON.decode(Self.self, from: payload) }
}

/// `tongti.<service>.<Name>.v<n>` (docs/event-log.md).
package struct EventType: TextValue {
    package let source: ServiceName
    package let name: String
    package let version: Int

    package init(_ source: ServiceName, _ name: StaticString, version: Int = 1) {
        self.source = source
        self.name = name.description
        self.version = version
    }

    package init(parsing text: String) throws(InvalidValue) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "tongti", let source = ServiceName(rawValue: String(parts[1])),
            !parts[2].isEmpty, parts[3].hasPrefix("v"), let version = Int(parts[3].dropFirst()), version > 0
        else { throw InvalidValue("event type", "has not the form tongti.<service>.<Name>.v<n>") }
        self.source = source
        self.name = String(parts[2])
        self.version = version
    }

    package var description: String { "tongti.\(source.rawValue).\(name).v\(version)" }
}
