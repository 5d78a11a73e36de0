import Foundation
import LocalDistrict
import Model
import Testing

@testable import tongti

/// One operation of a service's `/openapi.json`.
struct DocumentedOperation: CustomStringConvertible {
    enum Access: Equatable {
        case anyone, peers, signedIn
        case roles(Set<Role>)
    }

    let service: ServiceName
    let method: String
    let path: String
    let access: Access
    /// Of the request, where it has one.
    let mediaType: String?
    let isStream: Bool
    /// The members of a request in JSON.
    let fields: [String]
    /// The parameters of its query.
    let query: [String]

    var description: String { "\(service.rawValue) \(method) \(path)" }
    var isOfOneCommunity: Bool { path.contains("{community}") }
    /// Whether it is of something in a community that the story made.
    var isOfOneThing: Bool { ["assembly", "campaign", "order"].contains { path.contains("{\($0)}") } }

    /// The path with things of the story in its places, and a community of choice.
    func path(in community: String) -> String {
        let things = [
            "community": community, "assembly": CommandStory.assembly, "campaign": CommandStory.campaign,
            "order": CommandStory.order, "unit": "1-1-101", "building": "1", "day": CommandStory.day,
        ]
        return path.replacing(/\{(\w+)\}/) { things[String($0.1)] ?? "x" }
    }

    /// Everything that the running district's services document.
    ///
    /// - Throws: `Undecided` naming an operation that does not say who may call it.
    static func all() async throws -> [DocumentedOperation] {
        var operations: [DocumentedOperation] = []
        for service in ServiceName.allCases {
            let answer = try await Visit(service, "GET", "/openapi.json").answer()
            let document = try Answer(status: answer.status, bytes: answer.body).json()
            for (path, methods) in document["paths"].members {
                for (method, operation) in methods.members {
                    operations.append(try Self(service, method.uppercased(), path, operation))
                }
            }
        }
        return operations
    }

    private init(_ service: ServiceName, _ method: String, _ path: String, _ operation: JSONValue) throws {
        self.service = service
        self.method = method
        self.path = path
        mediaType = operation["requestBody"]["content"].members.first?.name
        fields =
            operation["requestBody"]["content"].members.first?.value["schema"]["properties"].members.map(\.name) ?? []
        query = operation["parameters"].items.filter { $0["in"].string == "query" }.compactMap { $0["name"].string }
        isStream = operation["responses"]["2XX"]["content"].members.contains { $0.name == "text/event-stream" }
        let roles = operation["x-roles"].items.compactMap { $0.string.flatMap(Role.init(rawValue:)) }
        switch operation["security"] {
        case .array([.object([:])]): access = .anyone
        case .array([.object(["internal": .array([])])]): access = .peers
        case .array([.object(["token": .array([])])]): access = roles.isEmpty ? .signedIn : .roles(Set(roles))
        default: throw Undecided(operation: "\(service.rawValue) \(method) \(path)")
        }
    }

    struct Undecided: Error { let operation: String }
}
