import FoundationEssentials
import LocalDistrict

/// What has to be known to read the figures.
enum MachineFacts {
    static func gather(_ pgbench: Pgbench, _ district: BenchDistrict) async throws -> [String] {
        let scratch = district.district.directory.path
        let programs = try await PostgresFolder.find(scratch: scratch)
        #if DEBUG
        let build = "debug"
        #else
        let build = "release"
        #endif
        return [
            "build: \(build); processors: \(ProcessInfo.processInfo.processorCount)",
            "PostgreSQL: \(try await pgbench.settings())",
            "one flush: \(try await FlushCost.measured(in: programs, scratch: scratch))",
        ]
    }
}
