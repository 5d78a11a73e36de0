import ServiceRuntime

/// Everything about people and signing in, put together.
struct PeopleRoutes {
    let routes: [Route]

    init(_ environment: ServiceEnvironment, _ settings: PeopleSettings, issuer: TokenIssuer, vault: PersonalVault)
        throws
    {
        let desk = PeopleDesk(
            pool: environment.pool, log: PeopleLog(logger: environment.logger),
            hasher: SecretHasher(cost: settings.secretCost), issuer: issuer, tokens: environment.tokens,
            calendar: environment.calendar,
            isScenarioDistrict: environment.isScenarioDistrict, settings: settings,
            details: DetailStore(vault: vault), answers: SealedAnswerStore(vault: vault))
        let queries = PeopleQueries(desk: desk)
        let session = SessionController(
            signIn: SignIn(desk: desk), session: ContinueSession(desk: desk), activate: Activate(desk: desk),
            addSecondFactor: AddSecondFactor(desk: desk), queries: queries)
        let people = PeopleController(
            enrol: EnrolPerson(desk: desk), issueLetters: IssueLetters(log: environment.log, desk: desk),
            queries: queries)
        let role = RoleController(grant: GrantRole(desk: desk), queries: queries)
        let look = LookController(queries: queries, rotate: RotateKeys(desk: desk))
        let pageDesk = PageDesk(pages: try RegistryPages.load(tellsOfStory: environment.isScenarioDistrict))
        let page = PageController(
            signIn: session.signIn, session: session.session, activate: session.activate, queries: queries,
            desk: pageDesk)
        let change = ChangeSecret(desk: desk)
        let account = AccountController(change: change, disable: DisableAccount(desk: desk))
        let own = OwnPageController(
            change: change, addSecondFactor: session.addSecondFactor, queries: queries, desk: pageDesk)
        let document = DocumentController(
            record: RecordDocument(log: environment.log, desk: desk, documents: DocumentStore(vault: vault)))
        let pagesAlone = page.routes + own.routes
        routes =
            session.routes + people.routes + role.routes + look.routes + account.routes + document.routes
            + pagesAlone
    }
}
