import Model

/// Whether the ballots service would take every written authority of a story, and what is voted by them.
extension Scenario {
    /// - Throws: `ScenarioFault` with the place of the first authority that it would refuse, or that is taken back and
    ///   does not stand, or of the first vote or paper for somebody who has given none.
    func checkProxies(of book: ScenarioBook) throws {
        let community = book.facts.code
        var rolls = FrozenRolls(scenario: self, community: community)
        var authorities = Authorities(limit: try book.rules.count(.proxyLimit))
        for day in days {
            // A day's votes come after its steps.
            for (number, step) in script.steps.enumerated()
            where step.day == day && self.community(of: step) == community {
                if let table = step.proxies {
                    for line in tables.proxies[table.file] ?? [] {
                        let owners = rolls.owners(of: line.unit, in: table.assembly)
                        if let fault = authorities.record(line, of: owners, in: table.assembly) {
                            throw ScenarioFault(file: table.file, reason: "line \(line.line): \(fault)")
                        }
                    }
                }
                if let proxy = step.withdrawProxy {
                    let owners = rolls.owners(of: proxy.unit, in: proxy.assembly)
                    guard authorities.withdraw(owners, in: proxy.assembly) else {
                        let fault = "no step before it lets somebody vote for \(proxy.unit), or it was taken back"
                        throw ScenarioFault(
                            file: "scenario.yaml", reason: "\(place(ofStep: number)).withdrawProxy.unit: \(fault)")
                    }
                }
                if let table = step.papers {
                    for paper in tables.papers[table.file] ?? [] {
                        guard let holder = paper.holder else { continue }
                        let owners = rolls.owners(of: paper.unit, in: table.assembly)
                        guard let authority = authorities.authority(of: holder, for: owners, in: table.assembly),
                            authority.document == paper.authority
                        else {
                            let fault = "\(Self.unauthorised(holder, for: paper.unit)) by this authority"
                            throw ScenarioFault(file: table.file, reason: "line \(paper.line): \(fault)")
                        }
                        // What is kept as invalid may have been signed by somebody who might not.
                        guard paper.choice == nil || paper.signedOn >= authority.writtenOn else {
                            let fault = "\(paper.signedOn) is before the authority was written, \(authority.writtenOn)"
                            throw ScenarioFault(file: table.file, reason: "line \(paper.line): \(fault)")
                        }
                    }
                }
            }
            for vote in votes[day] ?? [] where vote.community == community {
                let owners = rolls.owners(of: vote.unit, in: vote.assembly)
                guard let holder = vote.holder, holder != owners.first else { continue }
                guard authorities.authority(of: holder, for: owners, in: vote.assembly) != nil else {
                    throw vote.fault(Self.unauthorised(holder, for: vote.unit))
                }
            }
        }
    }

    private static func unauthorised(_ holder: String, for unit: UnitCode) -> String {
        "no step before it lets \(holder) vote for \(unit)"
    }
}

/// The written authorities that stand while a story is played (R-M-22).
private struct Authorities {
    /// How many heads one may vote for.
    let limit: Int64
    private var standing: [Principal: Authority] = [:]

    /// A head votes with all its units at once, so that it gives one authority for all of them.
    private struct Principal: Hashable {
        let assembly: AssemblyID
        let head: Set<String>
    }

    struct Authority {
        let holder: String
        let document: Digest256
        let writtenOn: Day
    }

    init(limit: Int64) { self.limit = limit }

    /// - Returns: why it is refused; nil where it stands from now on.
    mutating func record(_ proxy: ScenarioProxy, of owners: [String], in assembly: AssemblyID) -> String? {
        let principal = Principal(assembly: assembly, head: Set(owners))
        let holder = Self.name(proxy.holder)
        guard !owners.isEmpty else { return "\(proxy.unit) is on the roll only after \(assembly) is opened" }
        guard !owners.contains(proxy.holder) else { return "\(proxy.holder) is an owner of \(proxy.unit)" }
        guard standing[principal] == nil else { return "the owner of \(proxy.unit) lets somebody vote already" }
        let held = standing.count { $0.key.assembly == assembly && $0.value.holder == holder }
        guard held < limit else {
            return "the rules let nobody vote for more than \(English.counted(limit, "owner")) by authorities"
        }
        standing[principal] = Authority(holder: holder, document: proxy.authority, writtenOn: proxy.writtenOn)
        return nil
    }

    /// - Returns: whether one stood.
    mutating func withdraw(_ owners: [String], in assembly: AssemblyID) -> Bool {
        standing.removeValue(forKey: Principal(assembly: assembly, head: Set(owners))) != nil
    }

    /// By what somebody may vote for the owners of a unit; nil where they may not.
    ///
    /// `holder` is an owner_ref, or the id of somebody who is no owner.
    func authority(of holder: String, for owners: [String], in assembly: AssemblyID) -> Authority? {
        let authority = standing[Principal(assembly: assembly, head: Set(owners))]
        return authority?.holder == Self.name(holder) ? authority : nil
    }

    /// An id may be written in capitals or not.
    private static func name(_ holder: String) -> String { OwnerID(holder)?.description ?? holder }
}
