import ArgumentParser
import Foundation
import Model
import Testing

@testable import tongti

struct CommandLineTests {
    @Test(arguments: [
        ["--bad"], ["roll", "import"], ["roll", "show", "--as", "king"], ["roll", "show", "--community", "a b"],
        ["community", "register"], ["roll", "show", "--owner", "A", "--as", "committee"],
        ["roll", "show", "--as", "owner", "--token", "x"], ["community", "show", "hutong", "-c", "hutong"],
    ])
    func `wrong usage ends with 2`(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { _ = try Tongti.parseAsRoot(arguments) }

        #expect(CommandRun.report(try #require(error)) == .usage)
    }

    @Test func `every noun and verb has a word about itself`() {
        func check(_ command: any ParsableCommand.Type) {
            #expect(!command.configuration.abstract.isEmpty, "\(command)")
            for subcommand in command.configuration.subcommands { check(subcommand) }
        }
        check(Tongti.self)
    }

    @Test(arguments: [
        (400, tongti.ExitStatus.refused), (409, .refused), (429, .refused), (500, .refused), (503, .unreachable),
    ])
    func `a refusal ends with 1, an absent service with 3`(status: Int, expected: tongti.ExitStatus) {
        #expect(CommandRun.report(ServiceRefusal(service: .registry, status: status, body: [])) == expected)
        #expect(CommandRun.report(NoDistrict()) == .unreachable)
    }

    @Test func `a refusal shows each field with its place`() {
        let body = """
            {"type":"urn:tongti:problem:file-refused","title":"The file has faults","status":422,"detail":"2 faults",
             "errors":[{"field":"area_m2","line":3,"column":5,"reason":"is negative"},
                       {"field":"","line":9,"column":1,"reason":"the line is empty"}]}
            """

        let refusal = ServiceRefusal(service: .registry, status: 422, body: Array(body.utf8))

        #expect(refusal.slug == "file-refused")
        #expect(
            refusal.message == """
                The file has faults (422 file-refused)
                  2 faults
                  line 3, column 5, area_m2: is negative
                  line 9, column 1: the line is empty
                """)
    }

    @Test func `who is not signed in is told how, unless the service says that it does not help`() {
        func message(_ rest: String) -> String {
            let body = #"{"type":"urn:tongti:problem:token-refused","title":"Refused"\#(rest)}"#
            return ServiceRefusal(service: .funds, status: 401, body: Array(body.utf8)).message
        }

        #expect(
            message("") == """
                Refused (401 token-refused)
                  Sign in with --token, or in a local district with --as ROLE.
                """)
        #expect(
            message(#","detail":"Signing in again does not help""#) == """
                Refused (401 token-refused)
                  Signing in again does not help
                """)
    }

    @Test func `an answer that is no problem is told by its status`() {
        let refusal = ServiceRefusal(service: .funds, status: 502, body: Array("<html>".utf8))

        #expect(refusal.message == "funds answered 502.")
        #expect(refusal.isWorthRepeating)
    }

    @Test func `who is led elsewhere is told so: a gateway leads to where it speaks TLS`() {
        let refusal = ServiceRefusal(service: .funds, status: 308, body: Array("<html>".utf8))

        #expect(
            refusal.message == "funds answered 308. It is at another address: try --url with https://.")
        #expect(!refusal.isWorthRepeating)
    }

    @Test func `nobody at an address is not reachable`() async throws {
        let client = ServiceClient(DistrictAddress(url: "http://127.0.0.1:1/", internalKeyFile: nil))

        let error = await #expect(throws: ServiceUnreachable.self) { _ = try await client.get(.registry, "/v1/day") }

        #expect(CommandRun.report(try #require(error)) == .unreachable)
    }

    @Test func `values in a path are encoded and cannot leave their segment`() {
        let code = "小区/../x?y=1#z%"

        let path = ResourcePath("/v1/communities/\(code)/roll").flag("dryRun", true).query("a", "b&c=d").query("n", nil)

        #expect(
            path.text == "/v1/communities/%E5%B0%8F%E5%8C%BA%2F..%2Fx%3Fy%3D1%23z%25/roll?dryRun=true&a=b%26c%3Dd")
    }

    @Test func `JSON of any shape is read as it is`() throws {
        let text = #"{"a":[1,-2.5,"1",true,null,{"b":[]}]}"#

        let value = try Answer(status: 200, bytes: Array(text.utf8)).json()

        #expect(
            value["a"].items == [
                .integer(1), .number(-2.5), .text("1"), .bool(true), .null, .object(["b": .array([])]),
            ])
        #expect(value["x"]["y"] == .null)
        #expect(throws: UnexpectedAnswer.self) { try Answer(status: 200, bytes: Array("<html>".utf8)).json() }
    }
}
