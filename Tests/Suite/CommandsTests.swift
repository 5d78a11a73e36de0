import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// The nouns of the command line against a real district, as processes with their exit codes.
@Suite(.district, .serialized, .timeLimit(.minutes(5))) struct CommandsTests {
    private let tongti = DistrictCommands()

    // MARK: - From the roll to the books

    @Test func `a lift is voted on, paid for, repaired and shown by commands alone, in words and in JSON`() async throws
    {
        let files = try CommandFiles()
        defer { files.remove() }
        let day = ["--as", "operator"]
        try await tongti.done(["scenario", "day", "2024-03-01"] + day)
        try await tongti.done(
            ["community", "register", "hutong", "--name", "胡同", "--jurisdiction", "national"] + day)
        let here = ["-c", "hutong"]
        let committee = here + ["--as", "committee"]
        try await tongti.done(["rules", "adopt", SourceRoot.path + "/deploy/rules/national.yaml"] + here + day)
        // The day is known to a community from now on.
        try await tongti.done(["scenario", "day", "2024-03-01"] + day)

        let roll = ["roll", "import", files.path("roll.csv")]
        #expect(try await tongti.done(roll + ["--dry-run"] + committee).contains("4 units would be added"))
        #expect(try await tongti.refused(["roll", "show"] + here).contains("404"), "a rehearsal records nothing")
        #expect(try await tongti.done(roll + committee).contains("4 units added"))
        #expect(
            try await tongti.done(["lift", "import", files.path("lifts.csv"), "--dry-run"] + committee).contains(
                "2 lifts would be"))
        try await tongti.done(["lift", "import", files.path("lifts.csv")] + committee)
        try await tongti.settle("hutong")

        let agenda = ["assembly", "convene", files.path("agenda.json")]
        #expect(
            try await tongti.done(agenda + ["--dry-run"] + committee).contains(
                "Would send POST /ballots/v1/communities/hutong/assemblies"))
        try await tongti.done(agenda + committee)
        try await tongti.done(["assembly", "open", "spring", "--dry-run"] + committee)
        #expect(try await tongti.json(["assembly", "show", "spring"] + here)["state"] == .text("convened"))
        try await tongti.done(["assembly", "open", "spring"] + committee)
        let vote = ["vote", "cast", "spring", "--item", "1", "--choice", "for", "--unit"]
        try await tongti.done(vote + ["1-1-101", "--as", "owner", "--owner", "A"] + here)
        #expect(
            try await tongti.refused(vote + ["1-1-102", "--as", "owner", "--owner", "A"] + here).contains("1-1-102"))
        let papers = ["paper", "import", "spring", files.path("papers.csv")] + here
        let scrutineer = ["--as", "scrutineer"]
        #expect(try await tongti.done(papers + scrutineer + ["--dry-run"]).contains("counted"))
        #expect(try await tongti.done(papers + scrutineer).contains("nothing counts yet"))
        #expect(try await tongti.done(["paper", "waiting", "spring"] + scrutineer + here).contains("cli"))
        try await tongti.done(papers + (try await DistrictCommands.second(.scrutineer, of: "hutong")))
        #expect(try await tongti.done(["assembly", "close", "spring"] + committee).contains("passed"))
        try await tongti.settle("hutong")

        let pay = [
            "payment", "record", "spring-1", "1-1-101", "500.00", "--reference", "R1", "--paid-at", "2024-03-01",
        ]
        let collector = here + ["--as", "collector"]
        try await tongti.done(pay + ["--dry-run"] + collector)
        #expect(try await tongti.json(["campaign", "show", "spring-1"] + here)["paid"] == .text("0.00"))
        try await tongti.done(pay + collector)
        #expect(try await tongti.run(pay + collector).err.contains("in the books already"))
        let payments = ["payment", "import", "spring-1", files.path("payments.csv")] + collector
        #expect(try await tongti.done(payments + ["--dry-run"]).contains("would record"))
        try await tongti.done(payments)
        let wrong = [
            "payment", "record", "spring-1", "1-1-101", "1.00", "--reference", "R9", "--paid-at", "2024-03-01",
        ]
        let receipt = try await tongti.json(wrong + collector)["receipt"].cell
        let reverse = ["payment", "reverse", "spring-1", receipt, "--reason", "记错户"]
        try await tongti.done(reverse + ["--dry-run"] + collector)
        #expect(try await tongti.json(reverse + collector)["amount"] == .text("1.00"))
        #expect(try await tongti.refused(reverse + collector).contains("reversed"))
        #expect(try await tongti.run(wrong + collector).err.contains("was reversed"))
        let advance = [
            "advance", "make", "spring-1", "100.00", "--reference", "V1", "--lender", "propertyCompany", "--agreed-on",
            "2024-03-01", "--lift", "1-1-A=60.00", "--lift", "2-1-A=40.00",
        ]
        try await tongti.done(advance + ["--dry-run"] + committee)
        try await tongti.done(advance + committee)
        try await tongti.settle("hutong")

        let order = "spring-1.1-1-A"
        let contractor = here + ["--as", "contractor"]
        let on = ["--on", "2024-03-01"]
        try await tongti.done(["order", "start", order, "--dry-run"] + on + contractor)
        #expect(try await tongti.json(["order", "show", order] + here)["state"] == .text("released"))
        for step in [
            ["start", order], ["inspect", order, "passed", "--certificate", "C1"], ["return", order],
            ["complete", order, "80.00", "--report", "R1"],
        ] { try await tongti.done(["order"] + step + on + contractor) }
        try await tongti.settle("hutong")
        let payout = ["payout", "make", "spring-1", order, "80.00", "--reference", "P1", "--payee", "维保公司"]
        try await tongti.done(payout + ["--dry-run"] + committee)
        #expect(try await tongti.refused(payout + committee).contains("mandate"), "nobody has allowed to spend")

        for words in [
            ["community", "list"], ["community", "show"], ["rules", "show"], ["roll", "show"], ["lift", "list"],
            ["lift", "status"], ["assembly", "list"], ["assembly", "show", "spring"], ["campaign", "list"],
            ["campaign", "show", "spring-1"], ["advance", "list", "spring-1"], ["order", "list"],
            ["order", "show", order],
            ["ledger", "show"], ["notice", "list"], ["notice", "board"], ["digest", "list"],
        ] {
            #expect(try await !tongti.done(words + here).isEmpty, "\(words)")
            #expect(try await tongti.json(words + here) != .null, "\(words)")
        }
        for words in [
            ["campaign", "unit", "spring-1", "1-1-101"], ["ledger", "accounts"], ["payment", "list", "spring-1"],
            ["payout", "list", "spring-1"], ["payout", "waiting", "spring-1"],
        ] {
            #expect(try await !tongti.done(words + committee).isEmpty, "\(words)")
            #expect(try await tongti.json(words + committee) != .null, "\(words)")
        }
        #expect(
            try await tongti.done(["roll", "export"] + committee).hasPrefix("building,entrance,floor,unit,area_m2"))
        #expect(try await tongti.json(["roll", "export"] + committee)["csv"].string?.contains("1-1") != nil)
    }

    // MARK: - Exit codes

    @Test(
        arguments: [
            (["community", "show", "-c", "nowhere"], 1, "404"), (["community", "show", "nowhere"], 1, "404"),
            (["assembly", "list", "-c", "nowhere"], 1, "404"), (["order", "list", "-c", "nowhere"], 1, "404"),
            (["community", "register", "x", "--name", "x"], 1, "--as ROLE"),
            (["community", "register", "x", "--name", "x", "--as", "committee", "-c", "x"], 1, "403"),
            (["roll", "show"], 2, "--community CODE"),
            (["roll", "show", "-c", "a b"], 2, "a b"),
            (["roll", "import", "/nowhere.csv", "-c", "x", "--as", "committee"], 2, "/nowhere.csv cannot be read"),
            (["roll", "show", "-c", "x", "--owner", "A"], 2, "--as owner"),
            (["scenario", "run", "/nowhere"], 2, "/nowhere: there is no such folder"),
            (["scenario", "run", "/etc"], 2, "scenario.yaml: there is no such file"),
            (["rules", "adopt", "/etc/hostname", "-c", "x", "--dry-run"], 1, "/etc/hostname"),
            (["events", "tail", "--service", "funds", "--from", "1"], 2, "--from goes with"),
            (["events", "tail", "--service", "fund"], 2, "fund"),
            (["roll", "show", "-c", "x", "--url", "http://127.0.0.1:1"], 3, "cannot be reached"),
            (["events", "tail", "--service", "funds", "--url", "http://127.0.0.1:1"], 3, "cannot be reached"),
        ] as [([String], Int32, String)])
    func `a command ends with the code and the words of what went wrong`(
        words: [String], status: Int32, reason: String
    ) async throws {
        let run = try await tongti.run(words)
        #expect(run.status == status, "\(run.err)")
        #expect(run.err.contains(reason), "\(run.err)")
        #expect(run.out.isEmpty)

        let forPrograms = try await tongti.run(words + ["--json"])
        #expect(forPrograms.status == status && forPrograms.out.isEmpty)
        let last = try #require(forPrograms.err.split(separator: "\n").last)
        #expect(try CommandDocument().faults(ofRefusal: last) == [])
        let refusal = try Answer(status: 200, bytes: Array(last.utf8)).json()
        #expect(refusal["exit"] == .integer(Int64(status)))
        #expect(refusal["message"].string?.contains(reason) == true, "\(last)")
        #expect((refusal["problem"] != .null) == ["404", "403", "--as ROLE"].contains(reason), "\(last)")
    }

    @Test(arguments: [
        ["--help"], ["events", "tail", "--help"], ["help", "roll"], ["--generate-completion-script", "bash"],
    ])
    func `help and completions are data and end with 0`(words: [String]) async throws {
        let run = try await tongti.run(words)
        #expect(run.status == 0)
        #expect(!run.out.isEmpty)
        #expect(run.err.isEmpty)
    }

    @Test func `the parts of a running district are shown, killed and restarted`() async throws {
        let directory = ["--directory", try SuiteDistrict.current.directory.path]
        func part(_ name: String) async throws -> JSONValue {
            try #require(
                try await tongti.json(["dev", "status"] + directory)["parts"].items.first { $0["part"].string == name })
        }
        #expect(try await tongti.done(["dev", "status"] + directory).contains("postgres-funds"))
        #expect(
            try await tongti.json(["dev", "logs", "funds", "-n", "1"] + directory).items.first?["part"]
                == .text("funds"))
        #expect(try await !tongti.done(["dev", "logs", "funds"] + directory).isEmpty)

        let before = try await part("funds")
        for verb in ["kill", "restart"] { try await tongti.done(["dev", verb, "funds", "--dry-run"] + directory) }
        #expect(try await tongti.json(["dev", "down", "--purge", "--dry-run"] + directory)["dryRun"] == .bool(true))
        #expect(try await part("funds") == before, "rehearsals touch nothing")
        #expect(try await tongti.json(["dev", "kill", "funds"] + directory)["pid"] == before["pid"])
        try await waitWhile {
            try SuiteDistrict.current.state.parts.contains {
                $0.part == .service(.funds) && ($0.starts < 2 || $0.phase != .ready)
            }
        }
        let restarted = try await tongti.json(["dev", "restart", "funds"] + directory)
        #expect(restarted["pid"] != before["pid"])
        #expect(try await part("funds")["starts"].int ?? 0 >= 3)

        let second = try await tongti.run(["dev", "up"] + directory)
        #expect(second.status == 1 && second.err.contains("runs in"), "\(second.err)")
        #expect(try await tongti.run(["dev", "up", "--dry-run"] + directory).status == 1)
        let nowhere = ["--directory", "/tmp/tongti-nowhere"]
        #expect(try await tongti.run(["dev", "status"] + nowhere).status == 3)
        #expect(try await tongti.json(["dev", "down"] + nowhere)["ended"] == .null)
        #expect(try await tongti.json(["dev", "wait"] + nowhere)["ended"] != .null)
        #expect(try await tongti.json(["dev", "up", "--dry-run", "--port", "0"] + nowhere)["forgets"] == .bool(false))
    }

    @Test func `a figure that is not the expected one ends with 4 and is named, whatever the others are`() async throws
    {
        let folder = try CommandFiles()
        defer { folder.remove() }
        try folder.writeScenario(figures: [
            #"{name: "units", service: registry, path: roll, at: units, is: "4"}"#,
            #"{name: "lifts of somebody else", service: registry, path: roll, at: units, is: "5"}"#,
            #"{name: "a place that is none", service: registry, path: lifts/9-9-Z, at: units, is: "4"}"#,
        ])
        let rehearsal = try await tongti.run(["scenario", "run", folder.path(""), "--dry-run"])
        #expect(rehearsal.status == 0 && rehearsal.out.contains("figures"), "\(rehearsal.err)")

        let run = try await tongti.run(["scenario", "run", folder.path("")])

        #expect(run.status == 4, "\(run.err)")
        #expect(run.out.contains("✓  units "))
        #expect(run.out.contains("✗  lifts of somebody else"))
        #expect(run.out.contains("expected 5"))
        #expect(run.out.contains("✗  a place that is none"))
        #expect(run.err.contains("2 figure(s) differ"))
    }
}
