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
        let category: ObjectionCategory
        /// The hash of the letter; a step that answers names it.
        let letter: Digest256
    }

    struct Answering: Codable, Sendable {
        let assembly: AssemblyID
        let letter: Digest256
        let verdict: ObjectionVerdict
        /// The hash of the answer.
        let reply: Digest256
    }

    /// An authority annuls a decision, or a court revokes it.
    struct SetAside: Codable, Sendable {
        let assembly: AssemblyID
        /// The whole assembly where it is left out.
        let item: ItemID?
        let by: ResolutionSetAside.Authority
        let document: Digest256
    }

    /// A salon, a meeting, a report or an expert's opinion.
    struct Consult: Codable, Sendable {
        let topic: TopicCode
        let kind: ConsultationKind
        let parties: [Attendance]?
        let conclusion: String
        let documents: [AttachedDocument]?

        struct Attendance: Codable, Sendable {
            let party: ConsultationParty
            let people: Int64
        }
    }
}

extension ScenarioScript.Step {
    /// The tables that it names.
    var files: [String] {
        [papers?.file, deliveries?.file, proxies?.file, official?.file, visits, transfer].compactMap(\.self)
    }
}
