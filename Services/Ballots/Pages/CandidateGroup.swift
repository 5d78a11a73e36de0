import Model
import Pages

/// Candidates as pages and ballots show them: of an election that allots seats to buildings, building by building (R-E-14).
struct CandidateGroup: Sendable {
    /// The building with its seats; nil where seats are not allotted.
    let heading: String?
    let candidates: [CandidateCode]

    static func groups(of election: Election, wording: Wording) -> [CandidateGroup] {
        guard let seatsByBuilding = election.seatsByBuilding else {
            return [CandidateGroup(heading: nil, candidates: election.candidates.map(\.candidate))]
        }
        return seatsByBuilding.map { entry in
            let building = wording.building(entry.building)
            return CandidateGroup(
                heading: wording.text(
                    Phrase(
                        zh: "\(building)：\(entry.seats) 席",
                        en: "\(building): \(English.counted(entry.seats, "seat"))")),
                candidates: election.candidates.filter { $0.building == entry.building }.map(\.candidate))
        }
    }
}
