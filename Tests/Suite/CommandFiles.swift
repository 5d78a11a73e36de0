import Foundation
import TestSupport
import Testing

/// The files of a tiny community: two buildings with a lift each, four units, three owners.
struct CommandFiles {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-files-\(UUID())")

    /// `replacements` are other texts in the files' places, such as names.
    init(replacing replacements: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in Self.texts {
            let text = replacements.reduce(text.replacing("IN-A-MONTH", with: Self.inAMonth)) {
                $0.replacing($1.key, with: $1.value)
            }
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Writes lines to a file beside the others.
    ///
    /// - Returns: its path.
    func write(_ lines: [String], _ name: String) throws -> String {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
        return path(name)
    }

    func remove() {
        do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }

    /// Makes the folder a scenario of two days on which nothing happens.
    func writeScenario(figures: [String]) throws {
        let script = """
            title: nothing happens
            community: {code: quiet, name: 静, jurisdiction: national, fundStatus: none, parkingCounts: false}
            rules: \(SourceRoot.path)/deploy/rules/national.yaml
            firstDay: "2024-03-02"
            lastDay: "2024-03-03"
            steps: []
            """
        try Data(script.utf8).write(to: folder.appending(path: "scenario.yaml"))
        // A table that no step reads is refused.
        for name in ["papers.csv", "payments.csv"] {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
        let lines = ["figures:"] + figures.map { "  - " + $0 }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "expected.yaml"))
    }

    /// A moment that lies within every rule's window for a voting that opens now.
    static var inAMonth: String {
        Date.now.addingTimeInterval(30 * 86_400).formatted(.iso8601).replacing("Z", with: "+00:00")
    }

    private static let texts = [
        "roll.csv": """
        building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone
        1,1,1,101,100.00,dwelling,A,业主甲,person,
        1,1,1,102,50.00,dwelling,B,业主乙,person,
        2,1,1,101,80.00,dwelling,B,业主乙,person,
        2,1,1,102,70.00,shop,C,商户丙,company,

        """,
        "lifts.csv": """
        building,entrance,lift,registration_code,rescue_code,first_floor,last_floor,skips,installed_on,next_inspection_on,maintainer,maintainer_phone
        1,1,A,3110080501065,805165,1,11,,2011-09-01,2025-03-31,,
        2,1,A,3110080501066,805166,1,11,,2011-09-01,2025-03-31,,

        """,
        "papers.csv": """
        item,unit,choice,signed_on,collector,witness,evidence_sha256
        1,1-1-102,for,2024-03-01,C1,W1,287012b85606ce1896a911a657974d3269a1f82c4aadf4a523f0ca3c90a553e1
        1,2-1-102,for,2024-03-01,C1,W1,5704e169441cecf6a614ddf29fbb2711eb844648c2307e89c59cd6ea8c844219

        """,
        "payments.csv": """
        reference,unit,amount_yuan,paid_at,channel,payer
        F1,1-1-101,500.00,2024-03-01,bank,
        F2,1-1-102,500.00,2024-03-01T10:00:00+08:00,wechat,业主乙

        """,
        "agenda.json": """
        {"code": "spring", "title": "电梯大修", "closesAt": "IN-A-MONTH", "noticeOn": "2020-01-01", "items": [{
          "code": "1", "title": "每平方米 10 元", "kind": "raiseFund", "mandate": {
            "kind": "collect", "rate": "10", "scope": {}, "threshold": "50%", "basis": "amount",
            "releases": {"work": "overhaul", "workClass": "majorRepair"}}}]}
        """,
    ]
}
