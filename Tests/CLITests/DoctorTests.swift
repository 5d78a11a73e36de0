import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// What `tongti doctor` makes of what a district says.
@Suite(.timeLimit(.minutes(1))) struct DoctorTests {
    @Test func `a district that is well is told of in one line`() {
        let report = WellDistrict.report()

        #expect(report.text == "All is well: 5 services ready within 3 ms.")
        #expect(Set(report.well) == Set(Finding.Area.allCases).subtracting([.parts, .disk, .certificate]))
        let story = WellDistrict.report { $0.day = DistrictDay(day: Day(daysSince1970: 0), isScenario: true) }
        #expect(story.text.hasSuffix(" ms. The district plays a scenario, on 1970-01-01."))
    }

    @Test func `what is not well is told with what it means and where to go on, and then what is well`() {
        let report = WellDistrict.report {
            $0[.funds].readiness = .failed(WellDistrict.silence(of: .funds))
            $0[.notices].parked = .said([.init(parkedAt: WellDistrict.moment(-7_200))])
        }

        let parts = report.text.components(separatedBy: "\n\n")
        #expect(parts.count == 3)
        #expect(parts[0].hasPrefix("1. funds does not answer within 5 seconds: it hangs.\n   For people: No payment"))
        #expect(parts[0].contains("\n   Next: docker compose restart funds, after"))
        #expect(parts[1].hasPrefix("2. notices could not apply 1 event, the oldest 2 hours ago.\n"))
        #expect(
            parts[2].hasPrefix("Well: the gateway answers; ") && parts[2].hasSuffix("; 4 services ready within 3 ms."))
        #expect(report.services.map(\.service) == [.registry, .ballots, .workorders, .notices])
    }

    // MARK: - Who answers

    @Test func `a service that does not say that it is ready is named with the reason`() {
        let faults: [(any ExitStatusError, String)] = [
            (WellDistrict.refusal(of: .funds, 503, "not-ready"), "funds lives and is not ready: its database"),
            (WellDistrict.refusal(of: .funds, 503, "unavailable"), "funds is away"),
            (WellDistrict.refusal(of: .funds, 404, "not-found"), "funds answers 404"),
            (WellDistrict.silence(of: .funds), "funds does not answer within 5 seconds"),
            (UnexpectedAnswer(reason: "a page"), "funds says something that is no answer"),
        ]
        for (fault, says) in faults {
            let report = WellDistrict.report {
                $0[.funds] = ServiceView(service: .funds, readiness: .failed(fault))
            }
            #expect(report.found == ["services: funds"])
            #expect(report.findings.first?.says.hasPrefix(says) == true, "\(report.text)")
            #expect(!report.well.contains(.services))
        }
    }

    @Test func `a service that takes long, or can say that it is ready and no more, is not well`() {
        let slow = WellDistrict.report { $0[.funds].readiness = .said(.init(broker: "up", took: .seconds(4))) }
        #expect(slow.findings.map(\.says) == ["funds is ready, and took 4000 ms to say so."])

        let mute = WellDistrict.report { $0[.ballots].positions = [.failed(WellDistrict.silence(of: .ballots))] }
        #expect(mute.found == ["services: ballots"])
    }

    @Test func `behind a gateway that does not answer nobody is judged, and without one there is nothing to tell`() {
        var view = WellDistrict.view
        view.gatewayFault = "refused"
        view.services = ServiceName.allCases.map {
            ServiceView(service: $0, readiness: .failed(WellDistrict.silence(of: $0)))
        }
        (view.day, view.communities) = (nil, nil)
        let judgement = Judgement(view: view, now: WellDistrict.now)

        #expect(judgement.isBlind)
        #expect(DoctorReport(judgement).found == ["gateway: gateway"])
        let ended = Judgement(view: view, certificate: .ends(WellDistrict.moment(-1)), now: WellDistrict.now)
        #expect(!ended.isBlind)
        #expect(DoctorReport(ended).found == ["gateway: gateway", "certificate: gateway"])
    }

    @Test func `what strangers may not see is told as not looked at`() {
        let refused = WellDistrict.report { view in
            for service in ServiceName.allCases {
                let refusal = WellDistrict.refusal(of: service, 401, "sign-in-required")
                view[service].process = .failed(refusal)
                view[service].positions = [.failed(refusal)]
                view[service].parked = .failed(refusal)
            }
        }
        #expect(refused.found == ["access: "])
        #expect(refused.findings.first?.says.contains("401 sign-in-required") == true)
        #expect(Set(refused.well) == [.gateway, .services, .votings, .digests])

        let closed = WellDistrict.report { $0.closed = "registry cannot be reached" }
        #expect(closed.found == ["access: "])
    }

    @Test func `versions that know other events, rules or years are named`() {
        let other = Digest256(of: [1])
        let one = WellDistrict.report { $0[.funds].process = .said(WellDistrict.process(model: other)) }
        #expect(one.found == ["versions: funds"])
        let older = WellDistrict.report {
            $0[.notices].process = .failed(WellDistrict.refusal(of: .notices, 404, "not-found"))
        }
        #expect(older.found == ["versions: notices"])
        let all = WellDistrict.report { view in
            for service in ServiceName.allCases {
                view[service].process = .said(WellDistrict.process(model: other))
            }
        }
        #expect(all.found == ["versions: tongti"])
    }

    // MARK: - What time it is

    @Test func `a database whose clock is another than its service's is named, unless it was only slow`() {
        let behind = WellDistrict.report { $0[.ballots].process = .said(WellDistrict.process(database: -93)) }
        #expect(behind.found == ["clocks: ballots"])
        let says = behind.findings.first.map { $0.says + $0.means } ?? ""
        #expect(
            says.hasPrefix("The clock of ballots's database is 93 seconds behind that of the service.No voting ends"))
        let slow = WellDistrict.report {
            $0[.ballots].process = .said(WellDistrict.process(clock: 4, database: 0, took: 4))
        }
        #expect(slow.findings.isEmpty)
    }

    @Test func `a service's clock is held against this machine's, and this machine's against all`() {
        let one = WellDistrict.report {
            $0[.funds].process = .said(WellDistrict.process(clock: 600, database: 600))
        }
        #expect(one.findings.map(\.says) == ["The clock of funds is 10 minutes ahead of this machine's."])
        let all = WellDistrict.report { view in
            for service in ServiceName.allCases {
                view[service].process = .said(WellDistrict.process(clock: -5, database: -5))
            }
        }
        #expect(all.findings.map(\.says) == ["The clocks of all services are 5 seconds behind this machine's."])
        let near = WellDistrict.report { $0[.funds].process = .said(WellDistrict.process(clock: 2, database: 2)) }
        #expect(near.findings.isEmpty)
    }

    @Test func `a day that is not today's is told, except in a story`() {
        let yesterday = WellDistrict.now.day.advanced(by: -1)
        let behind = WellDistrict.report { $0.day = DistrictDay(day: yesterday, isScenario: false) }
        #expect(behind.found == ["calendar: registry"])
        #expect(behind.findings.first?.says.contains("day is 2023-11-14, and today is 2023-11-15") == true)
        #expect(WellDistrict.report { $0.day = DistrictDay(day: yesterday, isScenario: true) }.findings.isEmpty)
        let midnight = WellDistrict.now.day.start
        #expect(
            WellDistrict.report(at: midnight) { $0.day = DistrictDay(day: yesterday, isScenario: false) }
                .found.isEmpty)
    }

    @Test func `a year whose working days are not known is told, and in December the next one`() throws {
        let past = WellDistrict.report { $0[.ballots].process = .said(WellDistrict.process(calendarUntil: 2022)) }
        #expect(past.found == ["calendar: ballots"])
        let december = try Day(parsing: "2023-12-01")
        let next = WellDistrict.report { $0.day = DistrictDay(day: december, isScenario: true) }
        #expect(next.found == ["calendar: registry ballots funds workorders notices"])
        #expect(next.findings.first?.says.hasPrefix("The working days of 2024 are not known to registry, ") == true)
    }

    // MARK: - What becomes of events

    @Test func `whoever the broker does not answer is told of once`() {
        let report = WellDistrict.report { view in
            for service in [ServiceName.funds, .notices] {
                view[service].readiness = .said(.init(broker: "down", took: .milliseconds(3)))
            }
        }
        #expect(report.found == ["events: funds notices"])
    }

    @Test func `an obstacle, another history and a shard that has stopped are told with what to do`() {
        let spoilt = [
            (WellDistrict.positions(obstacle: "shard 3: this database is older than what others have"), "Backups"),
            (WellDistrict.positions(forked: ["registry/3"]), "tongti audit district"),
            (WellDistrict.positions(applied: 5, stopped: ["registry/3"]), "tongti events parked notices"),
        ]
        for (positions, next) in spoilt {
            // Of two processes of the service the second one has nothing to tell.
            let report = WellDistrict.report { $0[.notices].positions[0] = .said(positions) }
            #expect(report.found == ["events: notices"], "\(report.text)")
            #expect(report.findings.first?.next.contains(next) == true, "\(report.text)")
        }
    }

    @Test func `what is not sent, and does not become less, is told`() {
        func sending(_ first: Int64, _ second: Int64, recorded: Int64 = 9) -> [Finding] {
            WellDistrict.report {
                $0[.notices].positions = [
                    .said(WellDistrict.positions(recorded: 9, sent: first)),
                    .said(WellDistrict.positions(recorded: recorded, sent: second)),
                ]
            }.findings
        }
        #expect(sending(7, 7).map(\.says) == ["notices has 2 events to send, and does not get on with it."])
        #expect(sending(5, 7).isEmpty, "it gets on")
        #expect(sending(9, 9, recorded: 12).isEmpty, "what came meanwhile has its time")
    }

    @Test func `who is behind at two looks and does not catch up is told`() {
        func following(_ first: Int64, _ second: Int64, recorded: Int64 = 7) -> [Finding] {
            WellDistrict.report {
                $0[.registry].positions[1] = .said(
                    WellDistrict.positions(recorded: recorded, sent: recorded, follows: []))
                $0[.workorders].positions = [
                    .said(WellDistrict.positions(applied: first)), .said(WellDistrict.positions(applied: second)),
                ]
            }.findings.filter { $0.about == ["workorders"] }
        }
        #expect(
            following(4, 4).map(\.says) == ["workorders is behind by 3 events of registry, and does not catch up."])
        #expect(following(2, 4).isEmpty, "it catches up")
        #expect(following(2, 4, recorded: 40).count == 1, "more comes than it applies")
        #expect(following(7, 7, recorded: 40).isEmpty, "what came meanwhile has its time")
    }

    @Test func `what is parked is counted, with the age of the oldest`() {
        let report = WellDistrict.report {
            $0[.workorders].parked = .said([
                .init(parkedAt: WellDistrict.moment(-90)), .init(parkedAt: WellDistrict.moment(-3 * 86_400)),
            ])
        }
        #expect(report.findings.map(\.says) == ["workorders could not apply 2 events, the oldest 3 days ago."])
        #expect(report.findings.first?.next.hasPrefix("tongti events parked workorders") == true)
    }

    // MARK: - What comes by itself

    @Test func `a voting that is not ended two minutes after its time is told`() throws {
        let community = try CommunityID(parsing: "hutong")
        func voting(_ assembly: String, until seconds: Int64) -> CommunitiesView.Voting {
            CommunitiesView.Voting(community: community, assembly: assembly, until: WellDistrict.moment(seconds))
        }
        let report = WellDistrict.report {
            $0.communities?.votings = [
                voting("late", until: -121), voting("soon", until: -119), voting("next", until: 9),
            ]
        }
        #expect(report.found == ["votings: hutong/late"])
        // The clock of the database is the one that counts.
        let other = WellDistrict.report {
            $0.communities?.votings = [voting("soon", until: -119)]
            $0[.ballots].process = .said(WellDistrict.process(database: 2))
        }
        #expect(other.found == ["votings: hutong/soon"])
    }

    @Test func `a community without yesterday's digest is told, half an hour after midnight and in no story`() throws {
        let (late, level) = (try CommunityID(parsing: "hutong"), try CommunityID(parsing: "runfeng"))
        let today = WellDistrict.now.day
        func spoil(_ view: inout DistrictView) {
            view.communities?.digests = [late: today.advanced(by: -2), level: today.advanced(by: -1)]
        }
        let report = WellDistrict.report { spoil(&$0) }
        #expect(report.found == ["digests: hutong"])
        #expect(report.findings.first?.says == "The digest of 2023-11-14 is not out in hutong.")
        let midnight = Timestamp(microseconds: today.start.microseconds + 60_000_000)
        #expect(WellDistrict.report(at: midnight) { spoil(&$0) }.findings.isEmpty)
        let story = WellDistrict.report {
            spoil(&$0)
            $0.day = DistrictDay(day: today, isScenario: true)
        }
        #expect(story.findings.isEmpty)
    }

    @Test func `communities that were not all looked at are not said to be well`() {
        let report = WellDistrict.report { $0.communities?.unread = [.ballots, .notices] }
        #expect(report.findings.isEmpty && !report.well.contains(.votings) && !report.well.contains(.digests))
    }

    // MARK: - The command

    @Test(arguments: ["http://127.0.0.1:1", nil])
    func `where nobody answers, or somebody takes calls and says nothing, the end is 3`(url: String?) async throws {
        // Nobody reads what comes to this one.
        try await StubGateway.answering([]) { mute in
            let run = try await TongtiProcess.run(#""$TONGTI" doctor --token t --url \#(url ?? mute)"#)

            #expect(run.status == .exited(3) && run.out.isEmpty, "\(run.out)")
            #expect(run.err.hasPrefix("No gateway of a district answers at http://127.0.0.1:"), "\(run.err)")
            #expect(url != nil || run.err.hasSuffix(": it has said nothing for 5.0 seconds\n"), "\(run.err)")
        }
    }
}
