import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// A vote in a real Chromium, on a narrow phone with the text at 200 %, in both languages: a letter's QR code is read back from
/// the printed sheet, leads to the assembly, and three taps later there is a receipt.
///
/// `deploy/setup --test` installs what reads the code, too. With `TONGTI_PICTURES` naming a folder, pictures of the pages are
/// left there.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct VotePagesTests {
    private struct Plan: Encodable {
        let url: String
        let chromium: String
        let pictures: String
        let scrutineer: String
        let committee: String
        let community: String
        let assembly: String
        let walks: [Walk]

        struct Walk: Encodable {
            let language: String
            let unit: String
            let choice: String
            /// What the assembly's page then says of the owners who took part.
            let turnout: String
            let code: String
            let login: String
            let secret: String
        }
    }

    @Test func `a letter's code leads to a vote of three taps, on a phone at 200 %`() async throws {
        let files = try CommandFiles()
        defer { files.remove() }
        let lilong = try await BrowserCommunity("lilong", named: "里弄", files, rules: true)
        let (community, tongti) = (lilong.code, lilong.tongti)
        try await tongti.settle(community)
        try await tongti.done(["assembly", "convene", files.path("agenda.json")] + lilong.here)
        try await tongti.done(["assembly", "open", CommandStory.assembly] + lilong.here)
        func walk(
            _ language: String, _ ref: String, _ unit: String, _ choice: String, _ turnout: String
        ) throws -> Plan.Walk {
            Plan.Walk(
                language: language, unit: unit, choice: choice, turnout: turnout, code: try lilong.activation(ref),
                login: "voter.\(ref.lowercased())", secret: "739102")
        }
        func token(_ role: Role) async throws -> String {
            try await DistrictCommands.client.token(
                TokenWish(
                    subject: "printer", community: try CommunityID(parsing: community), roles: [role], operator: false,
                    lifetimeSeconds: 3_600))
        }
        let plan = Plan(
            url: try SuiteDistrict.current.url, chromium: BrowserWalk.chromium,
            pictures: ProcessInfo.processInfo.environment["TONGTI_PICTURES"] ?? files.path(""),
            scrutineer: try await token(.scrutineer), committee: try await token(.committee), community: community,
            assembly: CommandStory.assembly,
            walks: [
                try walk("zh", "A", "1-1-101", "for", "1 人 / 3 人"),
                try walk("en", "B", "1-1-102", "against", "2 owners / 3 owners"),
            ])
        let walked = try await BrowserWalk("vote_pages.py", plan, files)
        #expect(walked.measured == 24, "\(walked.report)")
        #expect(walked.report.contains("printed 4 sheets"))
    }
}
