import Configuration
import Testing

@testable import ServiceRuntime

struct AddressSettingTests {
    private static func read(_ environment: [String: String]) async throws -> String? {
        try await ConfigurationSources.read(environment: environment).addressSetting("site.url")
    }

    @Test(arguments: [
        ("https://tongti.example.cn", "https://tongti.example.cn"), ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("HTTPS://TONGTI.EXAMPLE", "HTTPS://TONGTI.EXAMPLE"), ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://example.cn/lifts/", "https://example.cn/lifts"), ("https://同梯.example", "https://同梯.example"),
    ])
    func `an address is taken without the slash at its end`(_ text: String, _ address: String) async throws {
        #expect(try await Self.read(["TONGTI_SITE_URL": text]) == address)
    }

    @Test(arguments: [
        "tongti.example.cn", "www.tongti.example/", "//tongti.example", "ftp://tongti.example", "https:/tongti.example",
        "https://", "https:///", "https://a b", " https://tongti.example", "https://tongti.example//",
        "https://tongti.example?from=paper", "https://tongti.example/#top", "https://somebody@tongti.example",
    ])
    func `an address that nobody would reach stops the process and names its key`(_ text: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) { try await Self.read(["TONGTI_SITE_URL": text]) }
        #expect(error == ConfigurationError("site.url", "is \(text), but must be like https://example.org"))
    }

    @Test func `an address need not be given, and is not empty`() async throws {
        #expect(try await Self.read([:]) == nil)
        await #expect(throws: ConfigurationError("site.url", "is empty")) {
            try await Self.read(["TONGTI_SITE_URL": ""])
        }
    }
}
