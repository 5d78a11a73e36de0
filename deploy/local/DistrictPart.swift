package import Model

/// One process of a district that is started, watched and restarted by itself.
package enum DistrictPart: Hashable, Sendable {
    case postgres(ServiceName)
    case broker
    case service(ServiceName)
    case gateway

    /// All parts, in the order in which they are started.
    package static var all: [DistrictPart] {
        ServiceName.allCases.map(Self.postgres) + [.broker] + ServiceName.allCases.map(Self.service) + [.gateway]
    }
}

extension DistrictPart: CustomStringConvertible, LosslessStringConvertible, Comparable {
    /// The word for the part on the command line, in the state file and as the name of its log: `funds`, `postgres-funds`,
    /// `broker`, `gateway`.
    package var description: String {
        switch self {
        case .postgres(let service): "postgres-\(service.rawValue)"
        case .broker: "broker"
        case .service(let service): service.rawValue
        case .gateway: "gateway"
        }
    }

    package init?(_ description: String) {
        guard let part = Self.all.first(where: { $0.description == description }) else { return nil }
        self = part
    }

    package static func < (left: DistrictPart, right: DistrictPart) -> Bool {
        guard let first = all.firstIndex(of: left), let second = all.firstIndex(of: right) else { return false }
        return first < second
    }
}

extension DistrictPart: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let word = try container.decode(String.self)
        guard let part = Self(word) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no part is called \(word)")
        }
        self = part
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
