import ArgumentParser
import LocalDistrict

/// Shows every part of a district.
struct DevStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show every part of the running district; 3 when none runs.")

    @OptionGroup var options: DevOptions

    func run() async throws {
        let state = try options.runningState()
        try Output(isJSON: options.json).render(state) { Self.table(of: state) }
    }

    static func table(of state: DistrictState) -> Table {
        let rows = state.parts.map { part in
            JSONValue.object([
                "part": .text("\(part.part)"), "phase": .text(part.phase.rawValue),
                "pid": part.pid.map { .integer(Int64($0)) } ?? .null, "port": .integer(Int64(part.port)),
                "starts": .integer(Int64(part.starts)), "lastEnd": part.lastEnd.map(JSONValue.text) ?? .null,
            ])
        }
        return Table(
            rows,
            [
                .text("PART", "part"), .text("PHASE", "phase"), .number("PID", "pid"), .number("PORT", "port"),
                .number("STARTS", "starts"), .text("LAST END", "lastEnd"),
            ])
    }
}
