/// What the count depends on and no source lays down (docs/decisions/0049). Of each the first holds by packs that are older
/// than its key, which were counted so.
extension RulePack {
    /// What becomes of an election of which more papers came back than were handed out (R-E-09).
    package enum ExcessPapers: String, WrittenWord, Sendable {
        /// It is void, even where the register of what was handed out is partial.
        case void
        /// It is void only where the register names every unit that counts: a partial one cannot tell.
        case voidIfComplete
    }

    /// Who fills the seats that are allotted to a building (R-E-14).
    package enum BuildingSeating: String, WrittenWord, Sendable {
        /// Its candidates alone; a seat for which too few of them have enough votes stays free.
        case ownOnly
        /// Its candidates, and what they leave free those who have enough votes in other buildings, by rank.
        case ownFirst
    }

    /// By what a side is the majority that silence follows, and whoever asks to follow it (R-S-06).
    package enum FollowedMajority: String, WrittenWord, Sendable {
        /// By area and heads both; where they differ there is none.
        case areaAndHeads
        case area, heads
    }

    /// - Throws: `InvalidValue` for a word that is none of these, like the two below.
    package var excessPapers: ExcessPapers {
        get throws(InvalidValue) { try choice(.excessPapers, else: .void) }
    }

    package var buildingSeats: BuildingSeating {
        get throws(InvalidValue) { try choice(.buildingSeats, else: .ownOnly) }
    }

    package var followedMajority: FollowedMajority {
        get throws(InvalidValue) { try choice(.followedMajority, else: .areaAndHeads) }
    }

    private func choice<Word: RawRepresentable<String>>(
        _ key: RuleKey, else unsaid: Word
    ) throws(InvalidValue) -> Word {
        guard let said = parameters?[key]?.value else { return unsaid }
        guard let word = Word(rawValue: said) else {
            throw InvalidValue("rule pack", "parameters.\(key.rawValue) is \(said)")
        }
        return word
    }
}
