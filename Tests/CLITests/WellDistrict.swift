import Foundation
import LocalDistrict
import Model

@testable import tongti

/// A district that is well, for tests to spoil.
enum WellDistrict {
    /// In the morning of the 15th of November 2023 in Shanghai.
    static let now = moment(0)

    /// A moment so many seconds after that.
    static func moment(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_700_000_000_000_000 + seconds * 1_000_000)
    }

    static var view: DistrictView {
        DistrictView(
            url: "http://district", services: ServiceName.allCases.map(service),
            day: DistrictDay(day: now.day, isScenario: false), communities: CommunitiesView())
    }

    static func service(_ name: ServiceName) -> ServiceView {
        let positions = positions(follows: name == .registry ? [] : [.registry])
        return ServiceView(
            service: name, readiness: .said(.init(broker: "up", took: .milliseconds(3))), process: .said(process()),
            positions: [.said(positions), .said(positions)], parked: .said([]))
    }

    static func positions(
        recorded: Int64 = 7, sent: Int64 = 7, applied: Int64 = 7, follows: [ServiceName] = [.registry],
        forked: [String] = [], stopped: [String] = [], obstacle: String? = nil
    ) -> EventsLag.Positions {
        EventsLag.Positions(
            recorded: ["3": recorded], sent: ["3": sent],
            applied: Dictionary(uniqueKeysWithValues: follows.map { ($0.rawValue, ["3": applied]) }), follows: follows,
            forked: forked, stopped: stopped, obstacle: obstacle)
    }

    /// The clocks are so many seconds ahead of this machine's, which is `now` when it asks.
    static func process(
        model: Digest256 = ModelVersion.current, calendarUntil: Int64? = 2023, clock: Int64 = 0, database: Int64 = 0,
        took: Int64 = 0
    ) -> ProcessView {
        ProcessView(
            said: ProcessView.Said(
                model: model, calendarUntil: calendarUntil, clock: moment(clock), databaseClock: moment(database)),
            asked: now, heard: moment(took))
    }

    static func refusal(of service: ServiceName, _ status: Int, _ slug: String) -> ServiceRefusal {
        let problem = #"{"type": "urn:tongti:problem:\#(slug)", "title": "No", "status": \#(status)}"#
        return ServiceRefusal(service: service, status: status, body: Array(problem.utf8))
    }

    static func silence(of service: ServiceName) -> ServiceUnreachable {
        ServiceUnreachable(service: service, url: "http://district", reason: "deadlineExceeded")
    }

    /// What is found when the view is spoilt so.
    static func report(
        local: LocalView? = nil, certificate: CertificateView? = nil, at now: Timestamp = WellDistrict.now,
        _ spoil: (inout DistrictView) -> Void = { _ in }
    ) -> DoctorReport {
        var view = view
        spoil(&view)
        return DoctorReport(Judgement(view: view, local: local, certificate: certificate, now: now))
    }
}

extension DistrictView {
    subscript(service: ServiceName) -> ServiceView {
        get { services.first { $0.service == service } ?? WellDistrict.service(service) }
        set { services = services.map { $0.service == service ? newValue : $0 } }
    }
}

extension DoctorReport {
    /// What is not well, as `area: whom it is about`.
    var found: [String] { findings.map { "\($0.area.rawValue): \($0.about.joined(separator: " "))" } }
}
