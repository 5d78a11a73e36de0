import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// An election of ten candidates with names, statements and long titles, in a real Chromium, on a narrow phone with the text
/// at 200 %, in both languages; the board of the community leads to it.
///
/// With `TONGTI_PICTURES` naming a folder, pictures of the pages are left there.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct ElectionPagesTests {
    private struct Plan: Encodable {
        let url: String
        let chromium: String
        let pictures: String
        let committee: String
        let community: String
        let assembly: String
        let item: String
        let walks: [Walk]

        struct Walk: Encodable {
            let language: String
            let unit: String
            let ticks: [String]
            /// Of somebody who stands, as pages show it.
            let name: String
            let code: String
            let login: String
            let secret: String
        }
    }

    private static let candidates = (1...10).map { $0 < 10 ? "c0\($0)" : "c\($0)" }

    /// Nobody's names: made of the hours of the day.
    private static let names = [
        "子时", "丑时", "寅时与卯时之间", "辰时", "巳时", "午时", "未时", "申时", "酉时戌时", "Anno Domini Example-Longname",
    ]

    private static func agenda(_ assembly: String) -> String {
        let statement = String(repeating: "十八部电梯分批大修，每月公布账目，维保合同公开比选，", count: 6)
        let standing = zip(candidates, names).map { code, name in
            #"{"candidate": "\#(code)", "presentation": {"name": "\#(name)", "statement": "\#(statement)", "#
                + #""consent": "\#(String(repeating: "0a", count: 32))"}}"#
        }
        let title = "选举产生本小区第三届业主委员会委员五名，并按得票顺序确定候补委员二名，任期五年，自结果生效之日起计算"
        return """
            {"code": "\(assembly)", "title": "第三届业主大会换届选举暨二〇二四年度电梯安全专题会议", "closesAt": "\(CommandFiles.inAMonth)",
             "noticeOn": "2020-01-01", "items": [{"code": "seats", "title": "\(title)", "kind": "committeeElection",
             "form": "election", "election": {"seats": 5, "alternates": 2, "least": 3, "ranking": "shares",
             "candidates": [\(standing.joined(separator: ", "))]}}]}
            """
    }

    @Test func `an election of ten candidates is read and voted in on a phone at 200 %`() async throws {
        let files = try CommandFiles()
        defer { files.remove() }
        let shichen = try await BrowserCommunity("shichen", named: "时辰苑", files, rules: true)
        let (community, tongti, assembly) = (shichen.code, shichen.tongti, "third-term")
        try await tongti.settle(community)
        let agenda = try files.write([Self.agenda(assembly)], "election.json")
        try await tongti.done(["assembly", "convene", agenda] + shichen.here)
        try await tongti.done(["assembly", "open", assembly] + shichen.here)
        try await tongti.settle(community)
        func walk(_ language: String, _ ref: String, _ unit: String, _ ticks: [Int]) throws -> Plan.Walk {
            Plan.Walk(
                language: language, unit: unit, ticks: ticks.map { Self.candidates[$0] }, name: Self.names[ticks[0]],
                code: try shichen.activation(ref), login: "elector.\(ref.lowercased())", secret: "739102")
        }
        let committee = try await DistrictCommands.client.token(
            TokenWish(
                subject: "committee", community: try CommunityID(parsing: community), roles: [.committee],
                operator: false, lifetimeSeconds: 3_600))
        let plan = Plan(
            url: try SuiteDistrict.current.url, chromium: BrowserWalk.chromium,
            pictures: ProcessInfo.processInfo.environment["TONGTI_PICTURES"] ?? files.path(""), committee: committee,
            community: community, assembly: assembly, item: "seats",
            walks: [
                try walk("zh", "A", "1-1-101", [9, 0, 2, 3, 8]), try walk("en", "B", "1-1-102", [9, 0, 1]),
            ])
        let walked = try await BrowserWalk("election_pages.py", plan, files)
        #expect(walked.measured == 10, "\(walked.report)")
    }
}
