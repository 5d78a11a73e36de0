import Model
import Pages

/// What is said of elections. Candidates have their codes here: names are on the assembly's own page, as long as those who
/// stand agree to it.
extension Wording {
    /// Who stands, and after the close who was elected.
    func contest(_ contest: CommunityBoard.Contest) -> [String] {
        let ending =
            contest.reached.map { [nobodyElected(reached: $0.map(\.description))] }
            ?? contest.elected.map { elected($0, alternates: contest.alternates ?? []) }
        return [standing(contest.candidates, for: contest.seats)] + (ending ?? [])
    }

    /// Such as `应选 5 人，候选人 7 人：c1、c2`.
    func standing(_ candidates: [CandidateCode], for seats: Int64) -> String {
        let (seats, number) = (count(seats), count(Int64(candidates.count)))
        let codes = list(candidates.map(\.description))
        return text(
            Phrase(
                zh: "应选 \(seats) 人，候选人 \(number) 人：\(codes)",
                en: "Seats: \(seats). Candidates: \(number), \(codes)"))
    }

    /// Nobody is elected where too few took part, or where papers cannot be explained.
    func elected(_ elected: [CandidateCode], alternates: [CandidateCode]) -> [String] {
        guard !elected.isEmpty else { return [text(Phrase(zh: "没有人当选。", en: "Nobody was elected."))] }
        let winners = list(elected.map(\.description))
        let first = text(Phrase(zh: "当选：\(winners)", en: "Elected: \(winners)"))
        guard !alternates.isEmpty else { return [first] }
        let others = list(alternates.map(\.description))
        return [first, text(Phrase(zh: "候补：\(others)", en: "Alternates: \(others)"))]
    }
}
