import Model

/// What a closed assembly decided and what that rests on, as it is signed (docs/bundle.md).
struct Certificate: Codable, Sendable, Equatable {
    let version: Int
    let community: CommunityID
    let assembly: AssemblyID
    let title: String
    let openedAt: Timestamp
    let closesAt: Timestamp
    let closedAt: Timestamp
    let electorate: Weight
    let rollHash: Digest256
    let rollPosition: Int64
    let rulesHash: Digest256
    /// Nil in versions before 4.
    let rules: Rules?
    let form: AssemblyForm?
    let scope: Electorate?
    /// Nil where papers were entered until the voting ended.
    let papersUntil: Timestamp?
    let items: [Item]
    /// How many records of each kind the bundle has.
    let units: Int64
    let ballots: Int64
    let papers: Int64
    /// Nil where there is none, like the two below.
    let deliveries: Int64?
    let imports: Int64?
    let shows: Int64?
    /// The end of the chain of the records before the certificate.
    let records: Digest256

    /// Of the form of bundles; before 5 a voting that ended at 24:00 had the next day as its last, before 4 the certificate
    /// did not show its rules, and before 3 the ballots stood by head.
    static let version = 5

    /// By what a certificate is known again.
    struct Mark: Sendable, Equatable {
        /// Of the canonical bytes that were signed.
        let hash: Digest256
        /// The public key that signed them, in base64url.
        let key: String
    }

    /// The choices of the frozen rules by which it was counted, in the words of the pack.
    struct Rules: Codable, Sendable, Equatable {
        let buildingSeats: RulePack.BuildingSeating
        let duplicates: RulePack.DuplicatePolicy
        let excessPapers: RulePack.ExcessPapers
        let followedMajority: RulePack.FollowedMajority
        let proxyLimit: String
        let silentBallots: RulePack.SilentBallotPolicy
        let voteChange: String

        /// - Throws: `InvalidValue` for a pack that has another word for one of them.
        init(_ pack: RulePack) throws(InvalidValue) {
            buildingSeats = try pack.buildingSeats
            duplicates = pack.duplicates.policy
            excessPapers = try pack.excessPapers
            followedMajority = try pack.followedMajority
            proxyLimit = String(pack.proxyLimit)
            silentBallots = pack.silentBallots.policy
            voteChange = pack.allowsVoteChange ? "yes" : "no"
        }
    }

    /// How many records of each kind there are.
    struct Counts: Sendable {
        let units: Int64
        let deliveries: Int64
        let imports: Int64
        let ballots: Int64
        let papers: Int64
        let shows: Int64
    }

    struct Item: Codable, Sendable, Equatable {
        let item: ItemID
        let title: String
        let matter: MatterKind
        let alsoMatters: [MatterKind]?
        let form: ItemForm?
        let election: Election?
        let group: GroupCode?
        let share: Ratio?
        let mandate: Mandate?
        let result: ItemResult

        init(_ item: AgendaItem, _ result: ItemResult) {
            self.item = item.item
            title = item.title
            matter = item.kind
            alsoMatters = item.alsoKinds
            form = item.statedForm
            election = item.election
            group = item.group
            share = item.share
            mandate = item.mandate
            self.result = result
        }
    }
}
