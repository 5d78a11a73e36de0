import HTTPTypes
import Testing

@testable import ServiceRuntime

struct RouteTableTests {
    private let table = RouteTable(
        [
            ("GET", "/"), ("GET", "/v1/communities"), ("POST", "/v1/communities"),
            ("GET", "/v1/communities/{community}"),
            ("GET", "/v1/communities/{community}/roll"), ("GET", "/v1/communities/{community}/roll.csv"),
            ("GET", "/v1/communities/{community}/{thing}/latest"), ("DELETE", "/v1/communities/{community}/roll"),
            ("GET", "/c/{community}/{building}"), ("GET", "/c/{community}"), ("GET", "/c/all/a/b"),
        ].map { method, path in
            Route(HTTPRequest.Method(method) ?? .get, path, roles: .anyone, summary: "") { _ in .noContent }
        })

    @Test(
        arguments: [
            ("GET", "/", 0, []), ("POST", "/v1/communities", 2, []), ("GET", "/v1/communities/jinhua", 3, ["jinhua"]),
            ("GET", "/v1/communities/jinhua/roll", 4, ["jinhua"]),
            ("GET", "/v1/communities/jinhua/roll.csv", 5, ["jinhua"]),
            ("GET", "/v1/communities/a/roll/latest", 6, ["a", "roll"]), ("DELETE", "/v1/communities/a/roll", 7, ["a"]),
            ("HEAD", "/v1/communities/a/roll", 4, ["a"]), ("GET", "/c/a%2Fb/3", 8, ["a%2Fb", "3"]),
            // Words that only lead on to other addresses.
            ("GET", "/c/all", 9, ["all"]), ("GET", "/c/all/a", 8, ["all", "a"]), ("GET", "/c/区/3号", 8, ["区", "3号"]),
        ] as [(String, String, Int, [String])])
    func `a request finds its route`(method: String, path: String, route: Int, parameters: [String]) throws {
        guard case .found(let index, let found) = table.match(try #require(HTTPRequest.Method(method)), path[...])
        else {
            Issue.record("no route for \(path)")
            return
        }
        #expect(index == route)
        #expect(found.map(String.init) == parameters)
    }

    @Test(arguments: [
        "", "v1", "//", "/v1", "/v1/", "/v1/communities/", "/v1//communities", "/v1/communities/a/",
        "/v1/communities/a/b",
        "/V1/communities", "/c", "/c/a/b/c", "*", "/c/all/a/", "/c/all/a/b/c",
    ])
    func `an address that nobody made is not found`(path: String) {
        guard case .nothing = table.match(.get, path[...]) else {
            Issue.record("\(path) was found")
            return
        }
    }

    @Test func `a method that an address does not have is named with those it has`() {
        guard case .methodNotAllowed(let allowed) = table.match(.put, "/v1/communities") else {
            Issue.record("PUT was found")
            return
        }
        #expect(allowed == [.get, .post, .head])
    }
}
