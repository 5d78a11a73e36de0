import Testing

@testable import tongti

/// Communities that become one, and the bodies of a community.
extension OutputStory {
    private func roll(_ lines: [String], _ name: String) throws -> [String] {
        [try files.write([Self.header] + lines, name)]
    }

    private func register(_ community: String) async throws {
        try await tongti("community register \(community) --name \(community) --jurisdiction national --as operator")
        try await tongti("rules adopt -c \(community) --as operator", [Self.rules])
    }

    func merge() async throws {
        for community in ["xinyi", "yanye", "yaocai"] { try await register(community) }
        let salt = ["1,1,1,101,60.00,dwelling,A,业主甲,person,", "1,1,1,102,60.00,dwelling,B,业主乙,person,"]
        try await tongti("roll import -c yanye --as operator", try roll(salt, "salt.csv"))
        let sold = try roll(["1,1,1,101,60.00,dwelling,E,业主戊,person,"], "sold.csv")
        try await tongti.rehearsed("roll transfer --on 2024-05-06 -c yanye --as operator", sold)
        try await tongti("roll transfers -c yanye --as operator")
        let herbs = ["1,1,1,101,70.00,dwelling,C,业主丙,person,", "1,1,1,102,70.00,dwelling,B,业主乙,person,"]
        try await tongti("roll import -c yaocai --as operator", try roll(herbs, "herbs.csv"))
        try await tongti.rehearsed(
            "community merge yanye yaocai -c xinyi --on 2024-05-06 --basis 街道决定 --rename yaocai:1=2 --as operator")
        try await tongti("community parts -c xinyi --as operator")
        try await tongti("community show -c yanye")
        try await tongti("roll units -c xinyi --as operator")
    }

    func seatCommittee() async throws {
        try await register("commons")
        let here = "-c commons --as operator"
        let on = "--on 2024-02-20 \(here)"
        let units = zip(101..., ["A", "B", "C", "D"]).map { "1,1,1,\($0),100.00,dwelling,\($1),业主\($1),person," }
        try await tongti("roll import \(here)", try roll(units, "commons.csv"))
        let committee = """
            {"code": "first", "kind": "ownersCommittee", "origin": "elected", "seatedOn": "2024-02-01",
             "members": [{"ownerRef": "A", "office": "chair"}, {"ownerRef": "B"}, {"ownerRef": "C"}],
             "alternates": [{"ownerRef": "D", "votes": 3}]}
            """
        try await tongti.rehearsed("committee constitute \(here)", [try files.write([committee], "committee.json")])
        try await tongti.rehearsed("committee resign first --seat 2 \(on)")
        try await tongti.rehearsed("committee fill first \(on)")
        try await tongti.rehearsed("committee assign first 2 --office deputy --portfolio works \(on)")
        try await tongti.rehearsed(
            "committee suspend first --seat 3 --cause ownRequest --decided-by ownersAssembly --from 2024-02-21 \(here)")
        try await tongti("committee show first \(here)")
        try await tongti.rehearsed("committee reinstate first --seat 3 --on 2024-02-25 \(here)")
        try await tongti.rehearsed("committee end first --cause dissolved --on 2024-02-26 \(here)")
        try await tongti.rehearsed("committee hand-over first --on 2024-02-27 \(here)")
        try await tongti("committee list -c commons")
        try await tongti.rehearsed("committee apply --applicants 3 --on 2024-03-01 \(here)")
        try await tongti.rehearsed(
            "committee end-application 2024-03-01 withdrawn --reason 撤回 --on 2024-03-05 \(here)")
        try await tongti("committee applications -c commons")
    }
}
