import ArgumentParser
import LocalDistrict

/// Returns when a district has ended.
struct DevWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until the district has ended.")

    @OptionGroup var options: DevOptions

    func run() async throws {
        try await DistrictLock.waitUntilFree(in: options.districtDirectory())
    }
}
