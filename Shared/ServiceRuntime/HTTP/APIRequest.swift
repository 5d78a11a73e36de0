import HTTPTypes
package import Model
package import NIOCore

/// What a route's handler is given: a request that is already let in, with its body read.
///
/// Everything that a caller sent is parsed here and nowhere else; what cannot be taken is thrown as a ``Problem`` that
/// names the field.
package struct APIRequest: Sendable {
    /// Who is asking.
    package let caller: Caller
    package let headers: any HeaderFields
    /// The body's bytes, at most as many as the route allows.
    package let body: ByteBuffer

    let route: RouteEntry
    let target: RequestTarget
    let parameters: [Substring]
    let namedCommunity: CommunityID?

    /// The language of the answer.
    package var language: Language { Language(acceptLanguage: headers.text(of: .acceptLanguage)) }

    /// The address of the client as the gateway saw it; empty for who reaches the service without the gateway.
    ///
    /// The gateway writes the field anew, so what a client puts there does not count (`deploy/nginx`).
    package var clientAddress: String {
        guard let last = headers.text(of: .forwardedFor)?.split(separator: ",").last else { return "" }
        return String(last.drop { $0 == " " }.prefix(64))
    }

    // MARK: - Path

    /// The value of `{name}` in the path.
    ///
    /// - Throws: ``Problem`` 404 when the text cannot be such a value, because then there can be no such resource.
    package func path<Value: TextValue>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let text = try parameter(name)
        do {
            return try Value(parsing: text)
        } catch {
            throw Problem.notFound.with(
                detail: Phrase(zh: "\(name)：\(error.phrase.zh)", en: "\(name): \(error.phrase.en)"))
        }
    }

    /// The community that the path names.
    ///
    /// - Throws: as ``path(_:as:)``.
    package var community: CommunityID {
        get throws {
            if let namedCommunity { return namedCommunity }
            return try path("community")
        }
    }

    // MARK: - Query

    /// The value of a query parameter, or nil without it.
    ///
    /// - Throws: ``Problem`` 400 naming the parameter when it is given twice or cannot be such a value.
    package func query<Value: TextValue>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let text = try queryText(name) else { return nil }
        do {
            return try Value(parsing: text)
        } catch {
            throw Problem.invalid(name, error.phrase)
        }
    }

    /// A whole number from the query.
    ///
    /// - Throws: ``Problem`` 400 naming the parameter when it is given twice, badly encoded or no such number.
    package func query(_ name: String, in range: ClosedRange<Int>, default value: Int) throws -> Int {
        guard let text = try queryText(name) else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw Problem.invalid(
                name,
                Phrase(
                    zh: "应为 \(range.lowerBound) 到 \(range.upperBound) 的整数",
                    en: "must be an integer from \(range.lowerBound) to \(range.upperBound)"))
        }
        return number
    }

    /// Whether `?name=true` was given; only `true` and `false` are taken.
    ///
    /// - Throws: ``Problem`` 400 naming the parameter when it is given twice, badly encoded or another word.
    package func flag(_ name: String) throws -> Bool {
        switch try queryText(name) {
        case nil, "false": false
        case "true": true
        default: throw Problem.invalid(name, Phrase(zh: "应为 true 或 false", en: "must be true or false"))
        }
    }

    /// The text of a query parameter with its percent-encoding removed, or nil without it.
    ///
    /// - Throws: ``Problem`` 400 naming the parameter when it is given twice or badly encoded.
    package func queryText(_ name: String) throws -> String? {
        precondition(route.route.query.contains { $0.name == name }, "the route does not declare \(name)")
        return try QueryText(target.query).value(name)
    }

    // MARK: - Body

    /// The body as JSON of the given type.
    ///
    /// A member that the route does not speak of may be a slip in the name of one that matters, and is refused; but not from
    /// another process of the district, which may be newer.
    ///
    /// - Throws: ``Problem`` 400 naming the line and column, or the field, that is wrong.
    package func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try json { try $0.decode(type) }
    }

    /// The same, read member by member for a hot route: what `Decodable` has written for it takes several times as long.
    ///
    /// - Throws: ``Problem`` 400, as the one above; what else `read` throws.
    package func json<Value>(_ read: (JSONNodeDecoder) throws -> Value) throws -> Value {
        do {
            let document = try JSONDocument(Array(body.readableBytesView))
            let value: Value
            do {
                value = try read(JSONNodeDecoder(document: document, index: 0, path: .root))
            } catch let fault as JSONFieldFault {
                // Where the names of members are words, a decoder knows no more than that one of them is none.
                if let unknown = unknownMember(of: document), unknown.object == fault.path.description {
                    throw Problem.invalid([unknown.fieldError])
                }
                throw Problem.invalid(fault.path.description, fault.reason)
            }
            if let unknown = unknownMember(of: document) { throw Problem.invalid([unknown.fieldError]) }
            return value
        } catch let fault as JSONFault {
            var problem = Problem.badJSON
            problem.errors = [FieldError(field: "", line: fault.line, column: fault.column, reason: fault.phrase)]
            throw problem
        }
    }

    private func unknownMember(of document: JSONDocument) -> UnknownMember? {
        route.route.access == .peers ? nil : route.route.request?.unknownMember(of: document)
    }

    /// The body as text, for what is not read line by line.
    ///
    /// A byte-order mark is fine and not part of the text.
    ///
    /// - Throws: ``Problem`` 400 when the bytes are not UTF-8 or hold NUL.
    package func text() throws -> String {
        var bytes = body.readableBytesView
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem.badRequest(Phrase(zh: "文件应为 UTF-8 编码的文本", en: "The file must be text in UTF-8"))
        }
        return text
    }

    /// The body's bytes as they came, for files that are read line by line.
    package var bodyBytes: [UInt8] { Array(body.readableBytesView) }

    private func parameter(_ name: String) throws -> String {
        guard let index = route.parameterNames.firstIndex(of: name) else {
            preconditionFailure("\(route.route.path) has no {\(name)}")
        }
        guard let text = PercentEncoding.decode(parameters[index]) else { throw Problem.notFound }
        return text
    }
}
