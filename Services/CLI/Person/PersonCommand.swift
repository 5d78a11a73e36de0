import ArgumentParser

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "People: who may sign in, and signing in.",
        subcommands: [
            EnrolPerson.self, RenewCode.self, MakeLetters.self, ActivatePerson.self, SignInPerson.self,
            SignOutPerson.self, ListPeople.self, ShowPerson.self, ListLooks.self, MakeToken.self,
            ChangePersonSecret.self, DisablePerson.self, EnablePerson.self,
        ])
}
