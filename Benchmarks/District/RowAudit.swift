import FoundationEssentials
import Model

/// What a service has stored of a community and recorded of it, read once more by its own routes (docs/audit.md).
struct RowAudit: Sendable {
    let url: String
    /// An operator's.
    let authorization: String

    private struct Check: Decodable {
        let check: String
        let scope: String
    }

    private struct Outcome: Decodable {
        let examined: Int64
        let faults: [Fault]
    }

    private struct Page: Decodable {
        let examined: Int64
        let faults: [Fault]
        let head: Int64
        let next: Int64
    }

    private struct Fault: Decodable {
        let place: String
        let says: String
    }

    struct Findings {
        /// Rows by all checks of the community, each counted by each check that is about it.
        var rows: Int64 = 0
        /// Events of the community's shard.
        var events: Int64 = 0
        var faults: [String] = []
        var seconds = 0.0

        var remark: String {
            "audited in \(seconds.short) s: \(rows) rows by the checks of the community, \(events) events of its shard"
        }
    }

    /// Has the service carry out its checks of the community's rows, and read the shard of its log to the end.
    ///
    /// - Returns: what was found; what the service could not do is found, too.
    func run(of code: String) async throws -> Findings {
        var findings = Findings()
        let start = ContinuousClock.now
        do {
            for check in try await get("/v1/audit/checks", as: [Check].self) where check.scope == "community" {
                let outcome = try await get("/v1/communities/\(code)/audit/\(check.check)", as: Outcome.self)
                findings.rows += outcome.examined
                findings.faults += outcome.faults.map { "audit: \(check.check) \($0.place): \($0.says)" }
            }
            try await readLog(of: Shard(of: CommunityID(parsing: code)), into: &findings)
        } catch {
            findings.faults.append("audit: \(error)")
        }
        findings.seconds = (ContinuousClock.now - start).inSeconds
        return findings
    }

    private func readLog(of shard: Shard, into findings: inout Findings) async throws {
        var from: Int64 = 1
        var head: Int64
        repeat {
            let page = try await get("/v1/audit/log?shard=\(shard)&from=\(from)", as: Page.self)
            guard page.next > from else { throw BenchFault("the log leads from \(from) to \(page.next)") }
            findings.events += page.examined
            findings.faults += page.faults.map { "audit: log \($0.place): \($0.says)" }
            head = page.head
            from = page.next
        } while from <= head
    }

    private func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value {
        let text = try await Calls.get(url + path, authorization: authorization)
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
