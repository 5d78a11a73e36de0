import Foundation
import TestSupport
import Testing

@testable import tongti

/// From the first talk to a decision that is set aside.
extension OutputStory {
    private static let committee = "-c hutong --as committee"
    private static let scrutineer = "-c hutong --as scrutineer"
    private static let paper = String(repeating: "28", count: 32)

    private static func owner(_ ref: String) -> String { "-c hutong --as owner --owner \(ref)" }

    /// The ids of owners by their units.
    private func owners() async throws -> [String: String] {
        let units = try await tongti("roll units \(Self.committee)")["units"].items
        return Dictionary(uniqueKeysWithValues: units.map { ($0["unit"].cell, $0["owners"].items[0].cell) })
    }

    func talk() async throws {
        let visit = "visit add lifts 1-1-101 --on \(Self.day) --opinion for --concern cost --visitor V1"
        try await tongti.rehearsed("\(visit) \(Self.committee)")
        try await tongti("visit list lifts \(Self.committee)")
        try await tongti("visit progress lifts \(Self.committee)")
        try await tongti.rehearsed("visit end lifts \(Self.committee)")
        try await tongti.rehearsed(
            "consultation add lifts --kind salon --on \(Self.day) --party owners=3 --conclusion 同意 \(Self.committee)")
        try await tongti("consultation list -c hutong")
    }

    func nominate() async throws {
        let letter = try files.write(["推荐信"], "letter.txt")
        let open = "nomination open round --body next --seats 3 --closes 2024-03-20"
        try await tongti.rehearsed("\(open) \(Self.committee)")
        let joint = try await tongti.rehearsed("nomination stand round --joint \(Self.owner("A"))")["candidate"].cell
        try await tongti.rehearsed("nomination support round \(joint) \(Self.owner("B"))")
        try await tongti("nomination mine round \(Self.owner("A"))")
        try await tongti.rehearsed("nomination withdraw round \(joint) \(Self.owner("A"))")
        let own = try await tongti("nomination stand round \(Self.owner("C"))")["candidate"].cell
        let nominee = try #require(try await owners()["1-1-102"])
        let record = "nomination record round --channel party --nominee \(nominee) \(Self.committee)"
        let recorded = try await tongti.rehearsed(record, [letter])["candidate"].cell
        for candidate in [own, recorded] {
            try await tongti.rehearsed("nomination decide round \(candidate) --reason 合格 \(Self.committee)")
        }
        try await tongti("nomination register round \(Self.committee)")
        try await tongti("scenario day \(Self.later) --as operator")
        try await tongti.rehearsed("nomination post round \(Self.committee)")
        try await tongti("nomination show round -c hutong")
        try await tongti("nomination list -c hutong")
    }

    func vote() async throws {
        let here = Self.committee
        try await tongti.rehearsed("assembly convene \(here)", [try files.write([Self.agenda], "agenda-2.json")])
        try await tongti.rehearsed("assembly open spring \(here)")
        try await deliver()
        try await authorise()
        let vote = "vote cast spring --choice for --unit 1-1-101 \(Self.owner("A")) --item"
        let receipt = try await tongti.rehearsed("\(vote) 1")["receipt"].cell
        try await tongti("\(vote) 2")
        try await tongti("vote receipt spring \(receipt) \(Self.owner("A"))")
        let official = try files.write(
            ["unit,item,choice,voted_at", "2-1-102,1,for,\(Self.day)T10:00:00+08:00"], "official.csv")
        try await tongti.rehearsed(
            "vote import-official spring --platform 平台 --basis 规则 --evidence \(Self.paper) \(Self.scrutineer)",
            [official])
        try await tongti("vote imports spring \(here)")
        let papers = try files.write(
            ["item,unit,choice,signed_on,collector,witness,evidence_sha256"]
                + ["1,1-1-102", "1,2-1-102", "2,1-1-102", "2,2-1-102"].map { vote in
                    "\(vote),for,\(Self.day),C1,W1,\(Self.paper)"
                },
            "papers-2.csv")
        try await tongti.rehearsed("paper import spring \(Self.scrutineer)", [papers])
        try await tongti("paper waiting spring \(Self.scrutineer)")
        try await tongti("paper import spring -c hutong", [papers] + (try await second()))
        let inTwoMonths = Date.now.addingTimeInterval(60 * 86_400).formatted(.iso8601).replacing("Z", with: "+00:00")
        try await tongti.rehearsed("assembly extend spring --until \(inTwoMonths) --reason 人少 \(here)")
        try await tongti.rehearsed("assembly close spring \(here)")
        try await DistrictCommands().settle("hutong")
        // It is signed a moment after the close.
        let certificate = ["assembly", "certificate", "spring", "-c", "hutong"]
        try await waitWhile { try await DistrictCommands().run(certificate).err.contains("not-certified") }
        for command in [
            "show spring", "certificate spring", "bundle spring", "buildings spring 1", "seats --seats 5",
        ] { try await tongti("assembly \(command) -c hutong --as auditor") }
        try await tongti("vote counted spring 1-1-101 \(Self.owner("A"))")
    }

    private func deliver() async throws {
        let here = Self.scrutineer
        let note = "delivery note spring 1-1-101 --method inPerson --papers 1 --on \(Self.later) --collector C1"
        try await tongti.rehearsed("\(note) \(here)")
        let lines = try files.write(
            [
                "unit,papers,method,delivered_on,evidence_sha256,warned,collector",
                "1-1-102,1,inPerson,\(Self.later),\(Self.paper),no,C1", "2-1-101,0,inPerson,,,no,C1",
            ], "deliveries.csv")
        try await tongti.rehearsed("delivery import spring \(here)", [lines])
        try await tongti("delivery list spring \(here)")
        try await tongti("delivery progress spring \(here)")
    }

    private func authorise() async throws {
        let holder = try #require(try await owners()["1-1-101"])
        let add = "proxy add spring 2-1-102 --holder \(holder) --authority \(Self.paper) --written-on \(Self.day)"
        try await tongti.rehearsed("\(add) \(Self.scrutineer)")
        try await tongti("proxy waiting spring \(Self.scrutineer)")
        try await tongti("\(add) -c hutong", try await second())
        try await tongti("proxy list spring \(Self.scrutineer)")
        try await tongti.rehearsed("proxy revoke spring 2-1-102 \(Self.scrutineer)")
    }

    /// Whoever scrutinises as well.
    private func second() async throws -> [String] {
        let token = try await tongti("person token --role scrutineer --subject second -c hutong")["token"].cell
        return ["--token", token]
    }

    /// What can be done with a result: objected to, let stand, and set aside.
    func finish() async throws {
        let letter = try files.write(["有异议"], "objection.txt")
        let objection = try await tongti.rehearsed(
            "objection file spring --category counting --unit 1-1-101 \(Self.owner("A"))", [letter])["objection"].cell
        try await tongti.rehearsed(
            "objection answer spring \(objection) --verdict dismissed \(Self.committee)", [letter])
        try await tongti("objection list spring \(Self.committee)")
        try await tongti("assembly convene \(Self.committee)", [try files.write([Self.election], "election.json")])
        try await tongti.rehearsed("assembly withdraw-name names --item seats --candidate c1 \(Self.committee)")
        try await tongti("assembly show names -c hutong")
        try await tongti("scenario day 2024-05-06 --as operator")
        try await tongti.rehearsed("assembly effective spring \(Self.committee)")
        try await tongti.rehearsed(
            "assembly set-aside spring --by authority --on 2024-05-06 -c hutong --as street", [letter])
        try await DistrictCommands().settle("hutong")
    }

    // MARK: - What is voted on

    private static let agenda = """
        {"code": "spring", "title": "电梯大修", "closesAt": "\(CommandFiles.inAMonth)", "noticeOn": "2020-01-01", "items": [
          {"code": "1", "title": "每平方米 10 元", "kind": "raiseFund", "mandate": {
            "kind": "collect", "rate": "10", "scope": {}, "threshold": "50%", "basis": "amount",
            "releases": {"work": "overhaul", "workClass": "majorRepair"}}},
          {"code": "2", "title": "支付维修费", "kind": "useFund",
           "mandate": {"kind": "spend", "cap": "90000.00", "scope": {}}}]}
        """

    private static var election: String {
        let consent = String(repeating: "0a", count: 32)
        let candidates = zip(1..., ["子时", "丑时", "寅时", "卯时"]).map { number, name in
            #"{"candidate": "c\#(number)", "presentation": {"name": "\#(name)", "consent": "\#(consent)"}}"#
        }.joined(separator: ", ")
        return """
            {"code": "names", "title": "换届", "closesAt": "\(CommandFiles.inAMonth)", "noticeOn": "2020-01-01", "items": [
              {"code": "seats", "title": "选举", "kind": "committeeElection", "form": "election", "election": {
                "seats": 3, "alternates": 1, "least": 3, "ranking": "shares", "candidates": [\(candidates)]}}]}
            """
    }
}
