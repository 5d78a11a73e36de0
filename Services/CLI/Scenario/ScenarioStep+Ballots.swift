import Model

/// What is about an assembly beside its votes, and what people say before one.
extension ScenarioScript {
    /// A table of the directory with something about one assembly.
    struct AssemblyTable: Codable, Sendable {
        let assembly: AssemblyID
        let file: String
    }

    /// The voting goes on for so many days longer.
    struct Extend: Codable, Sendable {
        let assembly: AssemblyID
        let days: Int64
        let reason: String
    }

    /// Votes that an official platform took, as it gave them out.
    struct Official: Codable, Sendable {
        let assembly: AssemblyID
        let file: String
        let platform: String
        let basis: String
    }

    /// An authority to vote for a unit is taken back.
    struct WithdrawProxy: Codable, Sendable {
        let assembly: AssemblyID
        let unit: UnitCode
    }

    /// The voter of a unit objects to a posted result.
    struct Objecting: Codable, Sendable {
        let assembly: AssemblyID
        let item: ItemID?
        let unit: UnitCode
        let category: Category
        /// The hash of the letter; a step that answers names it.
        let letter: Digest256

        enum Category: String, Codable, Sendable, CaseIterable {
            case counting, procedure, eligibility, matter, other
        }
    }

    struct Answering: Codable, Sendable {
        let assembly: AssemblyID
        let letter: Digest256
        let verdict: Verdict
        /// The hash of the answer.
        let reply: Digest256

        enum Verdict: String, Codable, Sendable, CaseIterable { case dismissed, upheld }
    }

    /// An authority annuls a decision, or a court revokes it.
    struct SetAside: Codable, Sendable {
        let assembly: AssemblyID
        /// The whole assembly where it is left out.
        let item: ItemID?
        let by: ResolutionSetAside.Authority
        let document: Digest256
    }

    enum TopicKind {}
    /// What people are visited or consulted about: `lifts`, or the code of an assembly.
    typealias TopicCode = Code<TopicKind>

    /// A salon, a meeting, a report or an expert's opinion.
    struct Consult: Codable, Sendable {
        let topic: TopicCode
        let kind: Kind
        let parties: [Attendance]?
        let conclusion: String
        let documents: [AttachedDocument]?

        enum Kind: String, Codable, Sendable, CaseIterable {
            case salon, meeting, jointMeeting, report, expertOpinion
        }

        struct Attendance: Codable, Sendable {
            let party: Party
            let people: Int64
        }

        enum Party: String, Codable, Sendable, CaseIterable {
            case owners, tenants, merchants, committee, propertyManagementCommittee, residentsCommittee, street,
                property, maintainer, contractor, experts, department
        }
    }
}

extension ScenarioScript.Step {
    /// The tables that it names.
    var files: [String] {
        [papers?.file, deliveries?.file, proxies?.file, official?.file, visits].compactMap(\.self)
    }
}
