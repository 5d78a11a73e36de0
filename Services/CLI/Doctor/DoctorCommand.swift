import ArgumentParser

/// What an operator runs when something is wrong with the district.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at the whole district, and tell what is not as it should be and what to do about it.",
        discussion: """
            Takes some seconds and changes nothing. Each finding says what it means for people and where to go on. \
            Ends with 4 when there is one, and with 3 when nobody answers. Without --as operator, or the token of an \
            operator or auditor, only what everybody may see is looked at. Whether what is stored is right, \
            tongti audit says.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let visitor = try options.visitor(attemptLimit: DistrictLook.limit)
        let address = visitor.address
        async let certificate = CertificateView.shown(at: address.url)
        async let outside = DistrictLook.outside(visitor)
        let access = try await signIn()

        let seen = try await outside
        async let communities = DistrictLook.communities(visitor, seen)
        var view = seen
        switch access {
        case .said(let client): view = try await DistrictLook.inside(client, view)
        case .failed(let failure): view.closed = failure.message
        }
        view.communities = try await communities
        let judgement = Judgement(
            view: view, local: address.localDistrict.map(LocalView.init(of:)), certificate: try await certificate,
            now: .here)
        if judgement.isBlind { throw NobodyAnswers(url: view.url, reason: view.gatewayFault ?? "") }
        let report = DoctorReport(judgement)
        try options.output.render(report) { report.text }
        guard report.findings.isEmpty else { throw NotWell(count: report.findings.count) }
    }

    /// Who asks, or why that cannot be had: the registry makes tokens, and may be what is wrong.
    ///
    /// - Throws: what the caller is to blame for, as ``GlobalOptions/client(isFirstOperator:attemptLimit:)``.
    private func signIn() async throws -> Reply<ServiceClient> {
        do {
            return .said(try await options.client(attemptLimit: DistrictLook.limit))
        } catch let failure as any ExitStatusError where failure.exitStatus == .unreachable {
            return .failed(failure)
        }
    }
}
