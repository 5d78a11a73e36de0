import ArgumentParser
import Model

struct LiftStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show which lifts run, and whose works are done.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.workorders, "/v1/communities/\(community)/lifts")
        try await options.check(community, whereEmpty: answer.json()["items"])
        try options.output.render(answer) { status in
            let table = Table(
                status["items"].items,
                [
                    .text("LIFT", "lift"), .text("STATE", "state"), .text("WORKS DONE", "worksDone"),
                    .text("RETURNED", "returnedOn"),
                ])
            let counts = ["inUse", "underWork", "notBuilt", "done"].map { status[$0].cell }
            return """
                \(table)
                Of \(English.counted(status["lifts"].cell, "lift")) \(counts[0]) are in use, \(counts[1]) under work, \
                \(counts[2]) not built yet; the works on \(counts[3]) are done.
                """
        }
    }
}
