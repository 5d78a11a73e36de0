/// What the members of the services' answers are called.
///
/// A scenario's figures are held against it while no service is there to be asked. `PublishedFiguresTests` holds it
/// against `/openapi.json` of all services, and writes it anew with `TONGTI_WRITE_SCHEMAS=1`. A word too many only lets
/// a mistake through, a word too few would refuse a figure that is right.
enum PublishedMembers {
    static let all = Set(words.split(whereSeparator: \.isWhitespace).map(String.init))

    private static let words = """
        absent abstained accepted acceptedAt account accounts acting actingChair activated added address adoptedAt
        adoption advance advancesOwed after against age agreedOn alg allowedBy allowsVoteChange alsoKinds alternate
        alternateMembers alternates alternatesShare amount announced anonymityLeast answer answerBy answeredOn
        applicants applications applied appliedOn approval area areaSource assemblies assembly astray at authority back
        balance balanceAfter ballots basis batches before blind bodies body bodyKind breaches building buildingSeats
        buildings buyerShare buyers by campaign campaigns canDecide candidate candidates candidatesBefore
        candidatesPosted cap category cause certificate changeOfUse changed changedOn changes channel checks choice
        choices classes closedAt closedBefore closesAt closesOn code codeExpiresAt collector column columns
        committeeAgendaNotice committeeDecisionPublication committeeElection committeeFiling committeeFirstSession
        committeeHandOver committeeRemaining committeeRemainingComparison committeeShortage committeeSizeLeast
        committeeSizeMost committeeSizeOdd committeeSizeSmall committeeSmallArea committeeSmallHouseholds committeeTerm
        committeeTermLeast committeeTermNotice communities community comparison completedOn concerns conclusion
        confirmedAt confirmedBy consent consultations convenedAt convener corrected cost counted countedArea countedOn
        counts course covenant crv csv current data day days decidedBy decidedOn decisionPublication declaration
        defunctSince delivered deliveredOn deliveries detail differences digests directory disabled document documents
        done doneOn dryRun due duplicates duties duty effectiveOn elected election electionDifferential electionRanking
        electorate electronicBasis electronicVote emergencyService en endReason ended endedOn ending enteredAt enteredBy
        entrances entries entriesTotal epoch errors everywhere evidence exceeded exception excessPapers exit expected
        expiresAt extensionMost extensions field figures file filed filedOn first firstDeliveredOn firstFloor
        firstMeeting firstMeetingDelivered firstMeetingRequestArea firstMeetingRequestOwners firstMeetingYears
        firstMeetingYearsDelivered flag flags floor floors followedMajority follower forgets forked form formBy from
        fundStatus funded fundedBuildings fundedOn generalPosting goneSince grade grant group handOverBy handedOverOn
        handedOverTo hash heads heard heldOn history holder holding homes households how id importedAt imports inFavour
        inSeveral inUse inspectionApplication inspections installedOn instead interimMeetingNotice
        interimMeetingProposal invalid isDefunct isFound isInterim isLate isOverdue isPropertyStaff isScenario isServed
        isWaiting issued issuedThrough item items jointNominationLeast jurisdiction kafkaBootstrapServers key keys kid
        kind kty label lastEnd lastFloor least leftOn lender letter letters lifetimeSeconds lift liftAssessmentAge
        liftReplacementAge lifts liftsDone liftsOutOfUse liftsUnderWork line lines listPostedOn log login looks
        maintainer maintainerMark maintainersChanged maintenanceInterval manager mandate mark markedOn member members
        mergedInto mergedOn message method mode modes more name newlyPaidUnits next nextInspectionOn nominated
        nominatedOn nominations notBuilt notMet notReached notes notice noticeBy noticeOn notices number objection
        objectionAnswer objections obstacles office on onRoll openedAt openedOn opensOn operator opinion order ordinal
        origin other out outcome outstanding overpaid owed owner ownerKind ownerPrefix ownerRef ownerUnit owners pack
        paid paidAt paidHouseholds paidOn paidPercent paidUnits papers papersAfter papersUntil parameters parkedAt
        parkingCounts part participation parties parts party path payee payer payments payout people person phase phone
        pid place platform pmcApplication pmcChair pmcDecisionPosted pmcFormation pmcHandOver pmcListPosted
        pmcOwnersShare pmcSizeLeast pmcSizeMost pmcSizeOdd pmcTerm pmcTermNotice policy port portfolios position
        positions postedOn postedUntil postings preparatoryChair preparatoryDuration preparatoryListPosted
        preparatoryOwnersShare preparatorySizeOdd presentation presentations problem progress promised promisedFor
        propertyService proposedAt proposedBy proxies proxyLimit published purged raiseFund rank ranking rate ratio
        reached reason rebuild receipt received receivedToday record recorded recordedAt recordedOn reference
        refreshToken refund refundedOn refunds refused registrationCode regularMeetingNotice releasedOn releases removed
        renamed repaid repaidOn repayment repayments repeated replacedAt replaces report representedBy represents
        request rescueCode rescueLine rescuePhone result resultPublicity returned returnedInvalid returnedOn reversals
        reversed reversedOn revokedAt revokedBy revoteOf revotes role roles roll rollHash rollPosition round rounds rule
        rulesHash rulesOfProcedure sameAs scenario scope seat seatedOn seats seatsByBuilding second secondFactor secret
        secrets sellerShare sellers sent sequence serverTime serving sessionExpiresAt sessions setAside setAsideOn
        sha256 shard share shortNotice shown signature signedInAt signedOn signedOut silent silentBallots since skips
        smallest snapshots source staff stage standing startedAt startedOn starts state statement status steps
        stopSignal stopped street subject supervisor supporters suspension termEndsOn text threshold through time title
        to today token told toldOn topic total trace traceparent transactions transferNotice transfers turn turnout type
        unanswered undecided undeliverableNotice underWork unique unit units unproven until upheld upheldObjection
        upheldObjections url use useFund useMark userUnit userUnitRegistration vacantSeats value values verdict version
        visitedOn visitor visits voteChange votedAt voter votes votingWindowLeast votingWindowMost waitsUntil warnOn
        warned warnedOn what who whose withdrawn withdrawnOn witness work workClass worksDone writtenOn x yearNotLoaded
        zh
        """
}
