import HTTPTypes
import Model
import ServiceRuntime

/// Numbers of owners' documents: they go in, and never out.
struct DocumentController {
    let record: RecordDocument

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/documents", roles: [.operator],
                query: [
                    .flag(
                        "dryRun", "Say who has shown the same document, but record nothing; it is a look all the same")
                ],
                request: Self.document,
                answer: .object([
                    .required("owner", .uuid),
                    .required("sameAs", .array(.uuid), "Others of this community with the same document: one head"),
                ]),
                summary: "Record the number of a document that an owner has shown (R-C-14)", bodyLimit: 4_096,
                needsFreshSignIn: true, takesIdempotencyKey: false
            ) { request in
                let body = try request.json(Document.self)
                let number: DocumentNumber
                do throws(InvalidValue) {
                    number = try DocumentNumber(parsing: body.number)
                } catch {
                    throw Problem.invalid("number", error.reason)
                }
                let answer = try await record.handle(
                    number, of: body.ownerRef, community: request.community, by: request.caller.person,
                    dryRun: try request.flag("dryRun"))
                return try .json(200, answer)
            }
        ]
    }

    private struct Document: Decodable {
        let ownerRef: OwnerRef
        let number: String
    }

    private static let document = Schema.object([
        .required("ownerRef", .string(maxLength: 64), "As the roll calls the owner"),
        .required(
            "number", .string(maxLength: 64),
            "At least 5 letters and digits; blanks, hyphens, brackets, case and width make no other document of it"),
    ])
}
