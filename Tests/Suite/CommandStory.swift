import Model
import TestSupport
import Testing

@testable import tongti

/// A lift is voted on, paid for and repaired in a tiny community, by commands that all succeed: something of every kind
/// for other tests to look at.
struct CommandStory {
    static let community = "hutong"
    static let assembly = "spring"
    static let campaign = "spring-1"
    static let order = "spring-1.1-1-A"
    static let day = "2024-03-01"

    let files: CommandFiles
    private let tongti = DistrictCommands()

    init(files: CommandFiles) { self.files = files }

    func play() async throws {
        let here = ["-c", Self.community]
        let `operator` = ["--as", "operator"]
        let committee = here + ["--as", "committee"]
        let collector = here + ["--as", "collector"]
        let contractor = here + ["--as", "contractor", "--on", Self.day]
        try await tongti.done(
            ["community", "register", Self.community, "--name", "胡同", "--jurisdiction", "national"] + `operator`)
        try await tongti.done(
            ["rules", "adopt", SourceRoot.path + "/deploy/rules/national.yaml"] + here + `operator`)
        try await tongti.done(["scenario", "day", Self.day] + `operator`)
        try await tongti.done(["roll", "import", files.path("roll.csv")] + committee)
        try await tongti.done(["lift", "import", files.path("lifts.csv")] + committee)
        try await tongti.settle(Self.community)

        try await tongti.done(["assembly", "convene", files.path("agenda.json")] + committee)
        try await tongti.done(["assembly", "open", Self.assembly] + committee)
        try await tongti.done(
            ["vote", "cast", Self.assembly, "--item", "1", "--choice", "for", "--unit", "1-1-101", "--as", "owner"]
                + ["--owner", "A"] + here)
        let papers = ["paper", "import", Self.assembly, files.path("papers.csv")] + here
        for who in [["--as", "scrutineer"], try await DistrictCommands.second(.scrutineer, of: Self.community)] {
            try await tongti.done(papers + who)
        }
        try await tongti.done(["assembly", "close", Self.assembly] + committee)
        try await tongti.settle(Self.community)

        try await tongti.done(["payment", "import", Self.campaign, files.path("payments.csv")] + collector)
        try await tongti.done(
            ["advance", "make", Self.campaign, "100.00", "--reference", "V1", "--lender", "propertyCompany"]
                + ["--agreed-on", Self.day, "--lift", "1-1-A=60.00", "--lift", "2-1-A=40.00"] + committee)
        try await tongti.settle(Self.community)
        for step in [
            ["start", Self.order], ["inspect", Self.order, "passed", "--certificate", "C1"], ["return", Self.order],
            ["complete", Self.order, "80.00", "--report", "R1"],
        ] { try await tongti.done(["order"] + step + contractor) }
        try await tongti.settle(Self.community)
    }
}
