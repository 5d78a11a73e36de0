import HTTPTypes
import NIOHTTP1
import Testing

@testable import ServiceRuntime

struct HeaderFieldsTests {
    @Test(arguments: [
        [("Accept", "a"), ("authorization", "b")], [("AUTHORIZATION", "a"), ("Authorization", "b")],
        [("authorisation", "a")], [("Authorization", "")], [],
    ])
    func `both forms of header fields give the same texts`(lines: [(String, String)]) throws {
        let headers = HTTPHeaders(lines)
        var fields = HTTPFields()
        for (name, value) in lines { fields.append(HTTPField(name: try #require(.init(name)), value: value)) }
        for name in [HTTPField.Name.authorization, .accept] {
            #expect(headers.text(of: name) == fields.text(of: name))
        }
    }
    @Test(arguments: [
        ([("Host", "a")], "a"), ([("HOST", "")], ""), ([("Accept", "a"), ("host", "b")], "b"),
        ([("Host", "a"), ("host", "a")], nil), ([("Hose", "a")], nil), ([], nil),
    ])
    func `a field that stands there several times is not taken for one`(lines: [(String, String)], only: String?) {
        #expect(HTTPHeaders(lines).only(.host) == only)
    }
}
