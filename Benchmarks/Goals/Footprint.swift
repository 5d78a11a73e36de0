import LocalDistrict
import Model

/// Cold start to ready, and resident memory when idle, of each service.
struct Footprint: Sendable {
    let district: BenchDistrict
    let starts: Int

    struct Line: Encodable {
        let service: String
        let readyMilliseconds: Quartiles
        let idleMiB: Double
        var holds: Bool { readyMilliseconds.median <= 500 && idleMiB <= 60 }
        var text: String {
            "\(service): ready after \(readyMilliseconds.median.short) ms (\(readyMilliseconds.low.short) … "
                + "\(readyMilliseconds.high.short)), idle \(idleMiB.short) MiB resident: \(holds ? "holds" : "missed")"
        }
    }

    func measure() async throws -> [Line] {
        var lines: [Line] = []
        for service in ServiceName.allCases {
            var ready: [Double] = []
            var resident = 0.0
            // The first start makes the tables.
            try await district.with(service) { _ in }
            for _ in 0..<starts {
                try await district.with(service) { running in
                    ready.append(running.readyAfter.inMilliseconds)
                    try await Task.sleep(for: .seconds(3))
                    resident = max(resident, ProcFile.residentMiB(of: running.child.pid) ?? 0)
                }
            }
            lines.append(Line(service: service.rawValue, readyMilliseconds: Quartiles(ready), idleMiB: resident))
            Progress.say(lines.last?.text ?? "")
        }
        return lines
    }
}
