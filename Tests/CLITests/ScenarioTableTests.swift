import Foundation
import Testing

@testable import tongti

/// Words and days in the tables of a scenario that the services would refuse.
struct ScenarioTableTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "official.csv", text: "2023-03-30T", instead: "2023-03-05T",
            message: "official.csv: line 2: 2023-03-05 is before the day on which the owners were told, 2023-03-06",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",2023-04-08,", instead: ",2023-04-10,",
            message: "papers.csv: line 2: 2023-04-10 is after the step's day, 2023-04-09", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",2023-04-08,", instead: ",8.4.2023,",
            message: "papers.csv: line 2, column 4 (signed_on): ", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",altered,", instead: ",torn,",
            message: "(invalid): must be one of unsigned, overVoted, unclear, altered, notAuthorised",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: ",post,", instead: ",mail,",
            message: "(method): must be one of inPerson, post, electronic, announcement", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: ",2023-03-23,", instead: ",2023-03-05,",
            message: "deliveries-1.csv: line 3: 2023-03-05 is before the day on which the owners were told, 2023-03-06",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "proxies.csv", text: ",2023-03-22", instead: ",2023-03-25",
            message: "proxies.csv: line 2: 2023-03-25 is after the step's day, 2023-03-24", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: ",dwelling,", instead: ",flat,",
            message: "(use): must be one of dwelling, shop, parking, storage, other"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: ",person,", instead: ",human,",
            message: "(owner_kind): must be one of person, company, developer"),
        ScenarioTests.Mistake(
            file: "lifts.csv", text: "2011-09-01", instead: "2011-9-1",
            message: "lifts.csv: line 2, column 9 (installed_on): "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "convener: committee\n", instead: "noticeOn: \"2023-03-07\"\n",
            message: ".convene.noticeOn: 2023-03-07 is after the step's day, 2023-03-06", scenario: "shuangqiao"),
    ])
    func `a word or a day that cannot stand in a table is told with its line`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }
}
