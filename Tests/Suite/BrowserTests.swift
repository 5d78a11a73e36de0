import LocalDistrict
import Testing

/// The account pages in a real Chromium, on a narrow phone with the text at 200 %, in both languages, by the keyboard alone:
/// nothing is cut off or has to be scrolled sideways, and everything can be hit.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct BrowserTests {
    private struct Plan: Encodable {
        let url: String
        let chromium: String
        let walks: [Walk]

        struct Walk: Encodable {
            let language: String
            let unit: String
            let code: String
            let login: String
            let secret: String
            let next: String
        }
    }

    @Test func `account pages can be read at 200 % on a phone, and used by the keyboard alone`() async throws {
        let files = try CommandFiles()
        defer { files.remove() }
        let community = try await BrowserCommunity("hutong", named: "胡同", files)
        func walk(_ language: String, _ ref: String, _ unit: String) throws -> Plan.Walk {
            Plan.Walk(
                language: language, unit: unit, code: try community.activation(ref), login: "owner.\(ref.lowercased())",
                secret: "739102", next: "correct horse")
        }
        let plan = Plan(
            url: try SuiteDistrict.current.url, chromium: BrowserWalk.chromium,
            walks: [try walk("zh", "A", "1-1-101"), try walk("en", "B", "1-1-102")])
        let walked = try await BrowserWalk("account_pages.py", plan, files)
        #expect(walked.measured == 28, "\(walked.report)")
    }
}
