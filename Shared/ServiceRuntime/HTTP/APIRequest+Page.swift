import HTTPTypes
import Model

/// What the pages of all services ask of a browser's request.
extension APIRequest {
    /// The value of a cookie, or nil without it.
    package func cookie(_ name: String) -> String? {
        headers.text(of: .cookie)?.split(separator: ";").lazy
            .map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.utf8.count + 1)) }
    }

    /// Whether the browser reached the gateway by TLS.
    package var isSecure: Bool { headers.text(of: .forwardedProtocol) == "https" }

    /// Where the browser reached the gateway, such as `https://example.org`; nil for who came another way, and for a name
    /// that is none.
    package var origin: String? {
        guard let host = headers.text(of: .forwardedHost), (1...255).contains(host.utf8.count),
            host.utf8.allSatisfy(Self.isOfHost)
        else { return nil }
        return "\(isSecure ? "https" : "http")://\(host)"
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("-.:[]".utf8).contains(byte)
        }
    }

    /// A form that another site shows is not taken; older browsers do not say where it stood.
    ///
    /// - Throws: ``Problem`` 403
    package func requireOwnSite() throws {
        guard let site = headers.text(of: .fetchSite), site != "same-origin", site != "none" else { return }
        throw Problem(403, "foreign-form", Phrase(zh: "请在本站填写", en: "Please fill in the form on this site"))
    }
}
