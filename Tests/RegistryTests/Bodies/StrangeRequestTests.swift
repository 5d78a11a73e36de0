import Foundation
import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Requests that no client of ours would make.
struct StrangeRequestTests {
    private static let values: [String] = [
        "null", "true", "0", "-1", "1", "2", "99", "100", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "1.5", "\"\"", "\" \"", "\"A\"", "\"R1\"", "\"R999\"", "\"=1+1\"", "\"\\u0000\"",
        "\"0000-01-01\"", "\"0001-01-01\"", "\"2023-04-03\"", "\"2023-05-10\"", "\"2023-06-01\"", "\"9999-12-31\"",
        "\"2023-02-30\"", "\"ownersCommittee\"", "\"propertyManagementCommittee\"", "\"preparatoryGroup\"",
        "\"jointBody\"", "\"elected\"", "\"appliedFor\"", "\"chair\"", "\"resigned\"", "\"dissolved\"", "\"coOwners\"",
        "\"absences\"", "\"street\"",
        "\"committee\"", "\"11111111-1111-4111-8111-111111111111\"", "[]", "{}", "[[]]",
        #"[{"ownerRef": "R1"}]"#, #"[{"ownerRef": "R2", "office": "chair"}, {"ownerRef": "R3"}, {"ownerRef": "R4"}]"#,
        #"[{"person": "11111111-1111-4111-8111-111111111111", "represents": "street"}]"#,
        #"{"reason": "x", "allowedBy": "street"}"#,
    ]

    private static let names = [
        "code", "kind", "origin", "seats", "applicants", "seatedOn", "termEndsOn", "members", "alternates", "exception",
        "seat", "alternate", "cause", "on", "owner", "ownerRef", "person", "office", "portfolios", "to", "maintainer",
        "phone", "mark", "nextInspectionOn", "name", "from", "until", "decidedBy", "listPostedOn",
    ]

    private static let paths = [
        "bodies", "bodies/committee/leavings", "bodies/committee/fillings", "bodies/committee/offices",
        "bodies/committee/suspensions", "bodies/committee/reinstatements", "body-applications",
        "body-applications/2023-05-10/end",
        "bodies/committee/end", "bodies/committee/hand-over", "lifts/3-1-A/maintainer", "lifts/3-1-A/mark",
        "lifts/3-1-A/user-unit",
    ]

    @Test(.database) func `whatever is sent is answered without a fault of ours, and a refusal publishes nothing`()
        async throws
    {
        var random = SeededGenerator()
        var requests: [(path: String, body: String)] = []
        for _ in 0..<600 {
            let path = Self.paths.randomElement(using: &random) ?? "bodies"
            // A proposal that could be, so that some get further than the form.
            var fields: [String: String] =
                path == "bodies"
                ? [
                    "code": "\"committee\"", "kind": "\"jointBody\"", "origin": "\"elected\"",
                    "seatedOn": "\"2023-04-03\"", "members": #"[{"ownerRef": "R1"}, {"ownerRef": "R2"}]"#,
                ] : ["on": "\"2023-05-10\"", "seat": "1"]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let name = Self.names.randomElement(using: &random) ?? "on"
                fields[name] = Self.values.randomElement(using: &random)
            }
            let text = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
            requests.append((path, "{\(text)}"))
        }
        let (seed, all) = (random.seed, requests)
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(
                RollText().row("1-1-101", "R1").row("1-1-102", "R2").row("1-1-103", "R3").row("1-1-104", "R4")
                    .row("3-1-101", "R5"))
            _ = try await registry.adopt(try TestBodies.pack())
            try await registry.start("2023-06-01")
            _ = try await registry.importLifts("3,1,A,R1,,B1,18,,2005-06-01,,x,\n")
            let bearer = try await registry.bearer(.operator)
            var accepted = 0
            for (path, body) in all {
                let before = try await registry.eventCount()
                let answer = try await registry.call(.post, "/v1/communities/runfeng/\(path)", as: bearer, body)

                #expect(answer.status < 500, "seed \(seed): \(path) \(body) \(answer.text)")
                if answer.status < 300 {
                    accepted += 1
                } else {
                    #expect(try await registry.eventCount() == before, "seed \(seed): \(path) \(body)")
                }
            }
            #expect(accepted > 0, "seed \(seed): nothing got further than the form")
            for page in ["bodies", "lifts", "lifts/3-1-A"] { #expect(try await registry.get(page).status == 200) }
            let shown = try await registry.get("bodies/committee", as: bearer)
            #expect([200, 404].contains(shown.status))
        }
    }
}
