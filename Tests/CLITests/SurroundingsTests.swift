import ArgumentParser
import Foundation
import Testing

@testable import tongti

/// Where a district is and who asks, by options and by the environment.
struct SurroundingsTests {
    @Test(arguments: [
        "", "localhost:8080", "/base", "http://", "ftp://localhost", "http://zhao:geheim@localhost",
        "http://zhao@localhost", "http://localhost/?a=1", "http://localhost/#a", "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
    ])
    func `what is no address of a district is wrong usage, and is not repeated`(url: String) {
        let error = #expect(throws: BadAddress.self) { try DistrictAddress.find(url: url) }

        #expect(error?.exitStatus == .usage)
        #expect(error?.message.contains("geheim") == false)
    }

    @Test(arguments: ["http://127.0.0.1:8080", "http://[::1]:8080", "https://district.example/base"])
    func `a district has a host, and may have a port and a path`(url: String) throws {
        #expect(try DistrictAddress.find(url: url).url == url)
        #expect(try DistrictAddress.find(url: url + "/").url == url)
    }

    @Test(arguments: [" ", "a b", "a\nx-other: 1", "密码", "Bearer a"])
    func `what cannot be a token is not sent, and not repeated`(token: String) async throws {
        let options = try GlobalOptions.parse(["--url", "http://127.0.0.1:1", "--token", token])

        let error = await #expect(throws: ValidationError.self) { _ = try await options.client() }

        #expect(error.map { "\($0)" } == "--token is no access token.")
    }

    @Test func `an empty variable says as little as one that is not there`() {
        let environment = ["TONGTI_TOKEN": "", "TONGTI_URL": "u"]

        #expect(Surroundings.variable("TONGTI_TOKEN", in: environment) == nil)
        #expect(Surroundings.variable("TONGTI_COMMUNITY", in: environment) == nil)
        #expect(Surroundings.variable("TONGTI_URL", in: environment) == "u")
    }

    @Test(arguments: [
        ([:] as [String: String], "en"), (["LANG": "zh_CN.UTF-8"], "zh-CN"),
        (["LC_ALL": "", "LANG": "zh_CN.UTF-8"], "zh-CN"), (["LC_ALL": "C", "LANG": "zh_CN.UTF-8"], "en"),
        (["LC_MESSAGES": "zh_CN", "LANG": "de_DE"], "zh-CN"),
    ])
    func `the first locale that says something is that of the answers`(
        environment: [String: String], language: String
    ) {
        #expect(Surroundings.language(in: environment) == language)
    }
}
