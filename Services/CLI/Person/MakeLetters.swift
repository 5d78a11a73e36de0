import ArgumentParser
import Foundation
import Model

struct MakeLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letters", abstract: "Make activation letters for owners, each with a one-time code.",
        discussion: """
            Without --unit, for every owner who has neither an account nor a letter that still works. A new letter \
            cancels the one before. The codes are shown this once: print them, and keep no copy. After Ctrl-C those that \
            were made by then are shown; the same command goes on with the others. Letters whose answer is lost come \
            again with --repeat, within ten minutes.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun
    @OptionGroup var repetition: RepeatedCall

    @Option(name: .customLong("unit"), parsing: .upToNextOption, help: "Only for the owners of these units.")
    var units: [UnitCode] = []

    @Option(help: "Write the letters to this file, an HTML page a letter, ready to print.", completion: .file())
    var page: String?

    @Option(help: "Where residents reach the site; the letter tells them to type the code on its page /activate.")
    var site: String?

    private struct Body: Encodable {
        let units: [UnitCode]?
    }

    /// The letters of one answer after another.
    struct Letters: Encodable {
        private(set) var letters: [JSONValue] = []

        /// Takes answers until there is no more; those that came before an error stay.
        ///
        /// - Parameters:
        ///   - wish: is looked at between two answers.
        ///   - next: asks for some.
        /// - Throws: what `next` throws; `UnexpectedAnswer`; `Interrupted` where there are more and none are wished.
        mutating func takeAll(heeding wish: StopWish? = nil, _ next: () async throws -> Answer) async throws {
            while true {
                let json = try await next().json()
                let made = json["letters"].items
                letters += made
                guard json["more"] == .bool(true) else { return }
                guard !made.isEmpty else {
                    throw UnexpectedAnswer(reason: "there are more letters, and none of them comes")
                }
                if wish?.isMade == true { throw Interrupted() }
            }
        }
    }

    func run() async throws {
        let community = try options.requireCommunity()
        if let page { try PrivateFile.check(page) }
        let path: ResourcePath = "/v1/communities/\(community)/letters"
        let body = Body(units: units.isEmpty ? nil : units)
        guard !dryRun.isOn else {
            _ = try await options.post(.registry, path, body, dryRun)
            return
        }
        let client = try await options.client()
        // Asked for before there is any code that could be lost by it.
        let place = try await placeOnPage(community, client)
        try await StopWish.heeded(saying: Self.farewell) { wish in
            var all = Letters()
            var key = repetition.firstKey
            let failure: (any Error)?
            do {
                try await all.takeAll(heeding: wish) {
                    let answer = try await client.postUntilAnswered(.registry, path, body, key: key)
                    key = RepeatedCall.newKey()
                    return answer
                }
                failure = nil
            } catch {
                if Task.isCancelled { Output.talk(AnswerLost.advice(key)) }
                failure = Task.isCancelled ? Interrupted() : error
            }
            try show(all, of: place, after: failure)
        }
    }

    /// The name by which people know the community, where a page is to be written.
    private func placeOnPage(_ community: CommunityID, _ client: ServiceClient) async throws -> String {
        guard page != nil else { return "" }
        return try await client.get(.registry, "/v1/communities/\(community)").json()["name"].cell
    }

    private static let farewell = "Ending when the letters that are being made have come; a second time, without them."

    /// - Throws: the failure after which there are no more letters, or else why these cannot be shown.
    private func show(_ all: Letters, of place: String, after failure: (any Error)?) throws {
        // The next command passes over whoever has a letter: what was made is lost where it is not shown now.
        do {
            if failure == nil || !all.letters.isEmpty { try show(all, of: place) }
        } catch {
            guard let failure else { throw error }
            Output.talk((error as? any ExitStatusError)?.message ?? "\(error)")
            throw failure
        }
        if let failure { throw failure }
    }

    private func show(_ all: Letters, of place: String) throws {
        // The page comes first: where standard output takes nothing this process ends.
        let unwritten: (any Error)?
        do {
            if let page { try write(all, of: place, to: page) }
            unwritten = nil
        } catch {
            unwritten = error
        }
        try options.output.render(all) { Table(all.letters, Self.columns) }
        if let unwritten { throw unwritten }
        if let page { Output.talk("\(English.counted(all.letters.count, "letter")) in \(page)") }
    }

    private func write(_ all: Letters, of place: String, to page: String) throws {
        let address = try site ?? options.visitor().address.url
        try LetterPage(place: place, site: address, letters: all.letters).write(to: page)
    }

    private static let columns: [Table.Column] = [
        .text("UNITS", "units"), .text("OWNER", "ownerRef"), .text("NAME", "name"), .text("CODE", "code"),
        .text("EXPIRES", "expiresAt"),
    ]
}

/// Letters as one HTML document with a page for each, in both languages.
struct LetterPage {
    /// The name by which people know the community.
    let place: String
    let site: String
    let letters: [JSONValue]

    var text: String {
        """
        <!doctype html>
        <html lang="zh"><meta charset="utf-8"><title>激活信</title>
        <style>
        body { font: 14pt/1.6 sans-serif; margin: 2cm }
        section { break-after: page }
        .code { font: bold 22pt monospace; letter-spacing: 1px; margin: 1cm 0 }
        </style>
        \(letters.map(section).joined(separator: "\n"))
        </html>

        """
    }

    /// - Throws: `UnreadableFile` where it cannot be written.
    func write(to path: String) throws { try PrivateFile.write(Data(text.utf8), to: path) }

    private func section(_ letter: JSONValue) -> String {
        let units = Self.escaped(letter["units"].cell)
        let name = Self.escaped(letter["name"].string ?? letter["ownerRef"].cell)
        let code = Self.escaped(letter["code"].cell)
        let day = Self.escaped(String(letter["expiresAt"].cell.prefix(10)))
        let address = Self.escaped((site.hasSuffix("/") ? String(site.dropLast()) : site) + "/activate")
        return """
            <section>
            <p>\(Self.escaped(place)) · \(units)<br>\(name)</p>
            <p>凭下面的激活码可以开通您的账号：在线表决、查看本楼的账目和维修进度。请打开 \(address)，输入激活码，取一个登录名，并设置密码（至少 6 位）。</p>
            <p lang="en">With this code you open your account, to vote and to see the accounts and repairs of your \
            building. Go to \(address), type the code, choose a name and a secret of at least 6 characters.</p>
            <p class="code">\(code)</p>
            <p>激活码只能使用一次，\(day) 前有效。请勿告诉他人；工作人员不会向您索要。如收到新的激活信，本信作废。</p>
            <p lang="en">The code works once, until \(day). Tell it to nobody; no one of the district will ask for it. \
            A newer letter cancels this one.</p>
            </section>
            """
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
