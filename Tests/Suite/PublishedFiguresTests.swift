import Model
import Testing

@testable import tongti

/// What a scenario's figures may name is what the services document.
@Suite(.district, .serialized, .timeLimit(.minutes(5))) struct PublishedFiguresTests {
    private static let prefix = "/v1/communities/{community}"

    @Test func `the paths and members that figures may name are those of the services' answers`() async throws {
        for service in ServiceName.allCases {
            let answer = try await Visit(service, "GET", "/openapi.json").answer()
            let document = try Answer(status: answer.status, bytes: answer.body).json()
            let read = document["paths"].members.filter { path, methods in
                path.hasPrefix(Self.prefix) && methods["get"] != .null
            }
            let paths = Set(read.map { PublishedPath.parts(of: String($0.name.dropFirst(Self.prefix.count))) })
            #expect(paths == Set(PublishedPath.all(of: service).map(\.parts)), "\(service)")
            for (path, methods) in read {
                let strangers = Self.members(of: methods["get"]["responses"]).subtracting(PublishedMembers.all)
                #expect(strangers.isEmpty, "\(service) \(path): \(strangers.sorted())")
            }
        }
    }

    /// What the properties of all schemas in a part of a document are called.
    private static func members(of part: JSONValue) -> Set<String> {
        let own = Set(part["properties"].members.map(\.name))
        let below = part.members.map(\.value) + part.items
        return below.reduce(into: own) { $0.formUnion(members(of: $1)) }
    }
}
