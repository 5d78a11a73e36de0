import Model
import Pages
import Testing

@testable import Notices

struct LiftViewTests {
    @Test(arguments: [
        ("2023-05-01", "下次检验 2023年5月1日", "Next inspection 1 May 2023"),
        (
            "2023-04-30", "应在 2023年4月30日前检验，逾期未登记新的检验",
            "Inspection was due by 30 April 2023, and no new one is recorded"
        ),
    ])
    func `a board says whose inspection is overdue`(next: String, zh: String, en: String) {
        let lift = CommunityBoard.Lift(
            lift: Samples.lifts[0], rescueCode: "", nextInspectionOn: Samples.day(next), maintainer: nil, work: nil,
            stage: .noWorks)

        for (language, text) in [(Language.chinese, zh), (.english, en)] {
            let view = LiftView(lift, today: Samples.day("2023-05-01"), wording: Wording(language))
            #expect(view.facts == [text])
        }
    }
}
