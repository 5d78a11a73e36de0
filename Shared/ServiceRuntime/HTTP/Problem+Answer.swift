import HTTPTypes
import Model

extension Problem {
    /// What is answered to whoever sent these fields: a page to a browser, and to a program a document (RFC 9457).
    ///
    /// `trace` is the id under which the log knows this request; given for failures that are ours.
    func answer(to fields: any HeaderFields, trace: String? = nil) -> (headers: HTTPFields, body: [UInt8]) {
        var headers: HTTPFields
        let body: [UInt8]
        if fields.areOfBrowser {
            headers = ReplyHeaders.problemPage
            body = Array(page(trace: trace).utf8)
        } else {
            let language = Language(acceptLanguage: fields.text(of: .acceptLanguage))
            headers = ReplyHeaders.problem(in: language)
            body = self.body(in: language, trace: trace)
        }
        if let wait = retryAfter { headers[.retryAfter] = String(max(1, wait.components.seconds)) }
        headers[.wwwAuthenticate] = challenge
        headers[.acceptEncoding] = acceptedCodings
        return (headers, body)
    }

    /// A small page in both languages, where no page of the site answers.
    ///
    /// The gateway's own refusals look the same.
    private func page(trace: String?) -> String {
        let reasons = errors.map { error in
            let field = error.field.isEmpty ? "" : "<code>\(error.field.escapedForMarkup)</code> "
            return "<li>\(field)\(Self.both(error.reason))</li>"
        }
        return """
            <!doctype html><html lang="zh-CN"><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title.zh.escapedForMarkup) · 同梯</title>\
            <style>body{font:100%/1.65 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;\
            background:#f6f4ee;color:#1c2521}a{color:#17694c}</style>\
            <h1>\(title.zh.escapedForMarkup)</h1><p lang="en">\(title.en.escapedForMarkup)</p>\
            \(detail.map { "<p>\(Self.both($0))</p>" } ?? "")\
            \(reasons.isEmpty ? "" : "<ul>\(reasons.joined())</ul>")\
            \(trace.map { "<p><small>\($0.escapedForMarkup)</small></p>" } ?? "")\
            <p><a href="/">返回首页 <span lang="en">Back to the front page</span></a></p></html>

            """
    }

    private static func both(_ phrase: Phrase) -> String {
        "\(phrase.zh.escapedForMarkup) <span lang=\"en\">\(phrase.en.escapedForMarkup)</span>"
    }
}

extension HeaderFields {
    /// Browsers ask for pages by name, and never for JSON.
    ///
    /// The gateway tells them from programs in the same way.
    fileprivate var areOfBrowser: Bool {
        guard let accept = text(of: .accept)?.lowercased() else { return false }
        return accept.contains("text/html") && !accept.contains("json")
    }
}
