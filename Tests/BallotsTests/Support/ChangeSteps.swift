import Foundation
import LocalDistrict
import Model
import ServiceSupport
import Testing

@testable import Ballots

/// Votes that the rules let be changed.
extension TestCommunity {
    /// Open, by rules that let votes be changed and one person vote for two owners.
    static func changeable(at ballots: TestBallots, terms: String = "") async throws -> TestCommunity {
        let community = try small("v\(UUID().uuidString.prefix(8).lowercased())")
        try await community.openAssembly(by: Samples.changeable(), terms: terms, at: ballots)
        return community
    }

    func find(_ receipt: ReceiptID, at ballots: TestBallots) async throws -> FoundText {
        try await ballots.get("\(assembly)/receipts/\(receipt)", of: id).decode()
    }

    /// What a stranger counts of the bundle, which is what the service signed.
    func recounted(at ballots: TestBallots) async throws -> (certificate: Certificate, bundle: String) {
        try await ballots.service.certify()
        let published = try await ballots.get("\(assembly)/certificate", of: id)
        let bundle = try await ballots.get("\(assembly)/bundle", as: [.auditor], of: id)
        let recount = try await Recount.run(bundle.body)
        #expect(recount.status == .exited(0), "\(recount.complaint)")
        #expect(published.text.hasPrefix(#"{"certificate":\#(recount.certificate.dropLast()),"key":"#))
        let certificate = try CanonicalJSON.decode(Certificate.self, from: Array(recount.certificate.utf8))
        return (certificate, bundle.text)
    }
}

/// A receipt as it is looked up.
struct FoundText: Decodable {
    let acceptedAt: Timestamp
    let replacedAt: Timestamp?
}

extension Samples {
    static func changeable() throws -> RulePack {
        try rules([.voteChange: "yes", .proxyLimit: "2", .undeliverableNotice: "1d"])
    }
}
