import Model

/// Whether the services could publish what a scenario expects, wherever its story leads.
extension Scenario {
    func checkFigures() throws {
        guard !figures.isEmpty else { throw ScenarioFault(file: "expected.yaml", reason: "has no figures") }
        for (number, figure) in figures.enumerated() {
            let fault =
                figure.fault(communities: Set(books.map(\.facts.code))) ?? self.fault(ofPath: figure)
                ?? figure.memberFault
            if let fault {
                let line = figureLines.indices.contains(number) ? "line \(figureLines[number]), " : ""
                throw ScenarioFault(file: "expected.yaml", reason: "\(line)figures[\(number)]\(fault)")
            }
        }
    }

    /// What is wrong with where a figure is read, as it goes on after its place; nil where nothing is.
    private func fault(ofPath figure: ExpectedFigure) -> String? {
        let written = PublishedPath.parts(of: figure.path)
        let all = PublishedPath.all(of: figure.service)
        guard let path = all.first(where: { $0.matches(written) }) else {
            let near = Spelling.nearest(
                to: written.joined(separator: "/"), among: all.compactMap { $0.text(with: written) })
            let hint = near.map { "; is \($0) meant?" } ?? ""
            return ".path: \(figure.service.rawValue) answers nothing at \(figure.path)\(hint)"
        }
        let community = figure.community ?? script.community.code
        let steps = script.steps.filter { self.community(of: $0) == community }
        if let code = path.code("assembly", in: written) {
            let convened = steps.compactMap(\.convene?.code.description)
            guard convened.contains(code) else {
                return ".path: no step convenes \(code) in \(community)\(Spelling.hint(for: code, among: convened))"
            }
        }
        if let code = path.code("round", in: written) {
            let rounds = steps.compactMap(\.nominations?.round)
            guard rounds.contains(code) else {
                let hint = Spelling.hint(for: code, among: rounds)
                return ".path: no step opens the round \(code) in \(community)\(hint)"
            }
        }
        if let code = path.code("campaign", in: written) {
            guard let campaign = CampaignID(code), collection(campaign, in: community) != nil else {
                return ".path: \(noCollection(code, in: community))"
            }
        }
        return nil
    }
}

extension ExpectedFigure {
    /// What is wrong with its ways into the answer, as it goes on after its place; nil where nothing is.
    fileprivate var memberFault: String? {
        // What a certificate says has a form of its own, which no schema tells.
        guard PublishedPath.parts(of: path).last != "certificate" else { return nil }
        for (key, way) in [("at", Optional(at)), ("of", whole)] {
            guard let way, let stranger = way.members.first(where: { !PublishedMembers.all.contains($0) }) else {
                continue
            }
            let near = Spelling.nearest(to: stranger, among: PublishedMembers.all.sorted())
            let hint = near.map { "; is \($0) meant?" } ?? ""
            return ".\(key): nothing that a service answers is called \(stranger)\(hint)"
        }
        return nil
    }
}
