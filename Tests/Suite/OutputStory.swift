import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// Every command once, and every rehearsal, in communities that have something to show.
struct OutputStory {
    static let day = "2024-03-04"
    /// When papers and works of the vote are dated; nominations are over by then.
    static let later = "2024-03-21"
    static let rules = SourceRoot.path + "/deploy/rules/national.yaml"
    static let header = "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone"

    let files: CommandFiles
    let tongti: PrintedCommands

    func play() async throws {
        try await playScenario()
        try await register()
        try await talk()
        try await nominate()
        try await vote()
        try await pay()
        try await repair()
        try await finish()
        try await merge()
        try await seatCommittee()
        try await openAccounts()
        try await workAsStaff()
        try await look()
        try await recount()
        try await backUp()
        try await mendDistrict()
    }

    /// Days and figures of a scenario, before any other day.
    private func playScenario() async throws {
        let scenario = try CommandFiles()
        defer { scenario.remove() }
        try scenario.writeScenario(figures: [#"{name: "units", service: registry, path: roll, at: units, is: "4"}"#])
        try await tongti.rehearsed("scenario run", [scenario.path("")])
        try await tongti.rehearsed("scenario day \(Self.day) --as operator")
    }

    /// A community with its rules, roll, lifts and manager.
    private func register() async throws {
        let here = "-c hutong --as operator"
        try await tongti.rehearsed(
            "community register hutong --name 胡同 --jurisdiction national --street 某街 --owner-unit 原单位 --as operator")
        try await tongti.rehearsed("rules adopt \(here)", [Self.rules])
        // The day is known to a community from now on.
        try await tongti("scenario day \(Self.day) --as operator")
        try await tongti.rehearsed("roll import \(here)", [files.path("roll.csv")])
        try await tongti("roll diff \(here)", [files.path("roll.csv")])
        try await tongti.rehearsed("lift import \(here)", [files.path("lifts.csv")])
        try await tongti.rehearsed("community management company --since 2024-01-01 --manager 某物业 --basis 合同 \(here)")
        try await tongti.rehearsed("community owner-unit-gone --since 2024-01-01 --basis 破产裁定 \(here)")
        try await tongti.rehearsed("roll voter 1-1-101 A \(here)")
        let on = "--on \(Self.day) \(here)"
        try await tongti.rehearsed("lift maintainer 1-1-A 新维保 --phone 13800000001 \(on)")
        try await tongti.rehearsed("lift mark 1-1-A --mark M-1 \(on)")
        try await tongti.rehearsed("lift user-unit 1-1-A manager --name 某物业 \(on)")
        for command in [
            "community show", "community list", "community owner-unit", "rules show", "rules explain participation",
            "roll show", "roll export", "roll units", "roll snapshots", "lift list", "lift export", "lift show 1-1-A",
        ] { try await tongti("\(command) \(here)") }
        try await tongti("rules diff \(here)", [Self.rules])
        try await DistrictCommands().settle("hutong")
    }

    /// What is public of the community, and the events behind it.
    private func look() async throws {
        let here = "-c hutong"
        for command in [
            "assembly list", "assembly show spring", "campaign list", "campaign show spring-1", "advance list spring-1",
            "order list", "order show spring-1.1-1-A", "lift status", "ledger show", "notice list", "notice board",
            "digest list", "roll show",
        ] { try await tongti("\(command) \(here)") }
        for command in [
            "campaign unit spring-1 1-1-101", "ledger accounts", "payment list spring-1", "payment refunds spring-1",
            "payout list spring-1", "roll transfers", "roll units",
        ] { try await tongti("\(command) \(here) --as committee") }
        for service in ["registry", "ballots", "funds", "workorders", "notices"] {
            try await tongti("events tail --service \(service) -n 500 --as operator")
        }
        for command in ["log", "log --service funds", "community -c hutong", "district"] {
            try await tongti("audit \(command) --as operator")
        }
        try await tongti("doctor --as operator")
        try await tongti("events lag --as operator")
        try await tongti("events parked workorders --as operator")
        try await tongti.rehearsed("keys rotate --as operator")
        try await tongti("keys list")
    }

    /// The district itself; what runs now, and what does not run somewhere else.
    private func mendDistrict() async throws {
        let here = ["--directory", try SuiteDistrict.current.directory.path]
        try await tongti("dev status", here)
        try await tongti("dev logs funds -n 2", here)
        let starts = try SuiteDistrict.current.state.parts.first { $0.part == .service(.notices) }?.starts ?? 0
        try await tongti.rehearsed("dev kill notices", here)
        try await waitWhile {
            try SuiteDistrict.current.state.parts.contains {
                $0.part == .service(.notices) && ($0.starts <= starts || $0.phase != .ready)
            }
        }
        try await tongti.rehearsed("dev restart notices", here)
        try await tongti("dev down --dry-run", here)
        let nowhere = ["--directory", "/tmp/tongti-nowhere"]
        try await tongti("dev up --dry-run --port 0", nowhere)
        try await tongti("dev wait", nowhere)
        try await tongti("dev down", nowhere)
    }
}
