import ArgumentParser
import LocalDistrict

/// Returns when a district has ended.
struct DevWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until the district has ended.")

    @OptionGroup var options: DevOptions

    private struct Outcome: Encodable {
        let ended: String
    }

    func run() async throws {
        let directory = try options.districtDirectory()
        // Without a limit: people look at a district for as long as they like, and this is how a script waits for them.
        try await DistrictLock.waitUntilFree(in: directory)
        if options.json { try options.report(Outcome(ended: directory.path)) { "" } }
    }
}
