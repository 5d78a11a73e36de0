import LocalDistrict
import Model
import Testing

@testable import tongti

/// A district at the end of a test: whatever was done to it, its rows are as they must be.
enum CleanDistrict {
    /// Audits a district as `tongti audit district` does, when its services have applied what the others recorded.
    ///
    /// - Throws: `NeverSettled`; what the calls throw.
    static func expect(_ district: District, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let address = DistrictAddress(url: district.url, internalKeyFile: district.internalKeyFile)
        try await expect(ServiceClient(address), sourceLocation: sourceLocation)
    }

    /// The same through a client that need not have signed in.
    static func expect(_ client: ServiceClient, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        var patient = client
        patient.patience = .seconds(60)
        let `operator` = try await patient.acting(as: [.operator])
        let list = try await `operator`.everyPage(.registry, "/v1/communities", of: "communities")
        let communities = try list.items.map { try CommunityID(parsing: $0["code"].cell) }
        try await Settlement(client: `operator`, communities: communities).wait()

        var audit = Audit(client: `operator`)
        try await audit.readDistrict()

        let findings = audit.findings
        #expect(throws: Never.self, "\(findings.text)", sourceLocation: sourceLocation) { try findings.judge() }
        let readers = findings.checks.filter { $0.check == "log" }.map(\.service)
        #expect(readers == ServiceName.allCases, sourceLocation: sourceLocation)
    }
}
