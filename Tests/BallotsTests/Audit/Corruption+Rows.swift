import Postgres

/// What came beside electronic votes, and what was made of all.
extension Corruption {
    static let ofPapers: [Corruption] = [
        Corruption(
            "a vote whose paper is gone", "paper-votes-are-on-paper", "2023-lifts/overhaul/",
            also: ["papers-came-in-files-of-two", "papers-are-recounted", "certificates-say-what-is-stored"]
        ) { "DELETE FROM paper WHERE assembly = \($0) AND item = 1 AND is_counted" },
        Corruption("a paper with another choice", "paper-votes-are-on-paper", "2023-lifts/overhaul/") {
            "UPDATE paper SET choice = 'against' WHERE assembly = \($0) AND item = 1 AND is_counted"
        },
        Corruption("a paper signed after the voting", "papers-are-on-the-frozen-roll", "2023-lifts/overhaul/2-1-101") {
            """
            UPDATE paper SET signed_on = '2999-01-01'
            WHERE assembly = \($0) AND item = 1 AND NOT is_counted AND invalid IS NULL
            """
        },
        Corruption("a paper that came first", "papers-not-counted-came-later", "2023-lifts/two/1-1-101") {
            """
            UPDATE paper SET recorded_at = opened_at FROM assembly
            WHERE number = \($0) AND assembly = number AND item = 2 AND NOT is_counted
            """
        },
        Corruption("one scrutineer twice", "files-of-papers-are-handed-in-by-others", "2023-lifts/") {
            "UPDATE paper_batch SET person = 'scrutineer-2' WHERE assembly = \($0)"
        },
        Corruption("one scrutineer alone", "papers-came-in-files-of-two", "2023-lifts") {
            "DELETE FROM paper_batch WHERE assembly = \($0) AND entered_by = 'scrutineer-1'"
        },
        Corruption("a vote of no import", "imported-votes-are-of-imports", "2023-lifts/six/") {
            "DELETE FROM imported_vote WHERE assembly = \($0) AND item = 3 AND is_counted"
        },
        Corruption(
            "more hands than heads", "hands-are-no-more-than-heads", "2023-lifts/hands", also: ["results-are-recounted"]
        ) { "UPDATE show_of_hands SET in_favour = 9 WHERE assembly = \($0)" },
        Corruption(
            "a ballot delivered to nobody", "deliveries-are-to-voters", "2023-lifts/9-9-9",
            also: ["silence-is-recounted"]
        ) { "UPDATE delivery SET unit = '9-9-9' WHERE assembly = \($0) AND unit = '1-1-201'" },
        Corruption("silence of whom nobody warned", "silence-is-recounted", "2023-lifts/six") {
            "UPDATE delivery SET warned = false WHERE assembly = \($0) AND unit = '1-1-201'"
        },
        Corruption("more papers handed out", "papers-are-recounted", "2023-lifts/overhaul") {
            "UPDATE delivery SET papers = 9 WHERE assembly = \($0) AND unit = '1-1-201'"
        },
    ]

    static let ofProxies: [Corruption] = [
        Corruption("a proxy revoked after its use", "proxies-in-use-stand", "2023-lifts/overhaul/") {
            """
            INSERT INTO proxy_revocation (proxy, revoked_by, revoked_at)
            SELECT number, 'somebody', recorded_at FROM proxy WHERE assembly = \($0) AND unit = '1-1-201'
            """
        },
        Corruption("a proxy to oneself", "proxies-are-for-others", "2023-lifts/1-1-201") {
            """
            UPDATE proxy SET holder = voter FROM frozen_unit AS own
            WHERE proxy.assembly = \($0) AND proxy.unit = '1-1-201' AND own.assembly = proxy.assembly
                AND own.unit = proxy.unit
            """
        },
        Corruption("a proxy more than the rules allow", "proxies-are-within-limits", "2023-lifts/") {
            """
            INSERT INTO proxy (assembly, unit, head, holder, authority, written_on, recorded_by, recorded_at)
            SELECT proxy.assembly, own.unit, own.head, proxy.holder, proxy.authority, proxy.written_on, 'somebody',
                proxy.recorded_at
            FROM proxy
            JOIN frozen_unit AS own ON own.assembly = proxy.assembly AND own.unit IN ('1-1-101', '2-1-203')
            WHERE proxy.assembly = \($0) AND proxy.unit = '1-1-201'
            """
        },
        Corruption("two proxies for one head", "proxies-are-within-limits", "2023-lifts/") {
            """
            INSERT INTO proxy (assembly, unit, head, holder, authority, written_on, recorded_by, recorded_at)
            SELECT assembly, unit, head, gen_random_uuid(), authority, written_on, 'somebody', recorded_at
            FROM proxy WHERE assembly = \($0) AND unit = '1-1-201'
            """
        },
    ]

    static let ofResults: [Corruption] = [
        Corruption(
            "a tally that is off by one with an offsetting change", "results-are-recounted", "2023-lifts/letter",
            also: ["certificates-say-what-is-stored", "results-are-told"]
        ) {
            """
            UPDATE item_result SET for_heads = for_heads - 1, against_heads = against_heads + 1
            WHERE assembly = \($0) AND item = 6
            """
        },
        Corruption(
            "another outcome", "outcomes-follow-the-frozen-rules", "2023-lifts/overhaul",
            also: [
                "results-are-recounted", "certificates-say-what-is-stored", "results-are-told", "assemblies-are-told",
            ]
        ) { "UPDATE item_result SET outcome = 'rejected' WHERE assembly = \($0) AND item = 1" },
        Corruption(
            "another winner", "elections-follow-the-frozen-rules", "2023-lifts/board",
            also: ["certificates-say-what-is-stored", "results-are-told"]
        ) {
            """
            UPDATE item_result SET result = convert_to(
                replace(convert_from(result, 'UTF8'), '"elected":["c1","c3"]', '"elected":["c1","c2"]'), 'UTF8')
            WHERE assembly = \($0) AND item = 4
            """
        },
        Corruption(
            "a candidate with fewer votes", "candidates-votes-are-recounted", "2023-lifts/board/c2",
            also: ["certificates-say-what-is-stored", "results-are-told"]
        ) {
            """
            UPDATE item_result SET result = convert_to(
                replace(convert_from(result, 'UTF8'), '{"area":"199.99","heads":2}', '{"area":"199.99","heads":1}'),
                    'UTF8')
            WHERE assembly = \($0) AND item = 4
            """
        },
        Corruption(
            "a certificate of another result", "certificates-say-what-is-stored", "2023-lifts",
            also: ["certificates-are-what-was-told"]
        ) {
            """
            UPDATE certificate SET certificate = convert_to(
                replace(convert_from(certificate, 'UTF8'), '"heads":3', '"heads":2'), 'UTF8')
            WHERE assembly = \($0)
            """
        },
    ]

    static let ofCourses: [Corruption] = [
        Corruption(
            "an item without a result", "states-have-what-belongs-to-them", "2023-lifts",
            also: ["certificates-say-what-is-stored", "results-are-told"]
        ) { "DELETE FROM item_result WHERE assembly = \($0) AND item = 7" },
        Corruption(
            "an open assembly with a certificate", "states-have-what-belongs-to-them", "2023-lifts",
            also: ["certificates-say-what-is-stored", "assemblies-are-told"]
        ) {
            """
            UPDATE assembly
            SET state = 'awaitingPapers', closed_at = NULL, counted_on = NULL, posted_until = NULL, effective_on = NULL
            WHERE number = \($0)
            """
        },
        Corruption(
            "another end than was announced", "ends-follow-extensions", "2023-lifts",
            also: ["certificates-say-what-is-stored"]
        ) {
            """
            UPDATE assembly
            SET closes_at = closes_at + interval '1 second', papers_until = papers_until + interval '1 second'
            WHERE number = \($0)
            """
        },
        Corruption("an objection that nobody answered", "effect-follows-answers", "2023-lifts/") {
            "DELETE FROM objection_answer WHERE assembly = \($0)"
        },
        Corruption("an item in other words", "agendas-are-told", "2023-lifts/overhaul") {
            "UPDATE agenda_item SET title = title || '!' WHERE assembly = \($0) AND code = 'overhaul'"
        },
        Corruption("a wider mandate", "agendas-are-told", "2023-lifts/overhaul") {
            """
            UPDATE agenda_item
            SET mandate = convert_to(convert_from(mandate, 'UTF8')::jsonb::text || ' ', 'UTF8'),
                terms = convert_to(
                    jsonb_set(convert_from(terms, 'UTF8')::jsonb, '{mandate}', '{}')::text, 'UTF8')
            WHERE assembly = \($0) AND code = 'overhaul'
            """
        },
        Corruption("a mandate that nobody was told of", "agendas-are-told", "2023-lifts/overhaul") {
            "UPDATE agenda_item SET mandate = '{}' WHERE assembly = \($0) AND code = 'overhaul'"
        },
        Corruption("an order that is not there any more", "assemblies-are-told", "2023-lifts/overhaul") {
            "DELETE FROM set_aside WHERE assembly = \($0)"
        },
    ]

    static let ofEvents: [Corruption] = [
        Corruption("a vote that is not told", "votes-are-told", "2023-lifts/") {
            """
            DELETE FROM outbox
            WHERE (shard, pos) = (
                SELECT shard, max(pos) FROM assembly JOIN outbox USING (community)
                WHERE number = \($0) AND type = 'tongti.ballots.VoteAccepted.v1' GROUP BY shard
            )
            """
        },
        Corruption(
            "a vote that is told twice", "votes-are-told", "", also: ["votes-are-told-between-opening-and-close"]
        ) {
            """
            INSERT INTO outbox (
                shard, pos, id, epoch, community, subject, type, payload, after, recorded_at, prev_chain, chain
            )
            SELECT shard, pos + 1000000, gen_random_uuid(), epoch, community, subject, type, payload, after,
                recorded_at, prev_chain, chain
            FROM outbox
            WHERE (shard, pos) = (
                SELECT shard, max(pos) FROM assembly JOIN outbox USING (community)
                WHERE number = \($0) AND type = 'tongti.ballots.VoteAccepted.v1' GROUP BY shard
            )
            """
        },
        Corruption("a vote that is told after the close", "votes-are-told-between-opening-and-close", "2023-lifts") {
            """
            UPDATE outbox SET pos = pos + 1000000
            WHERE (shard, pos) = (
                SELECT shard, max(pos) FROM assembly JOIN outbox USING (community)
                WHERE number = \($0) AND type = 'tongti.ballots.VoteAccepted.v1' GROUP BY shard
            )
            """
        },
        Corruption("a close that is not told", "assemblies-are-told", "2023-lifts") {
            """
            DELETE FROM outbox USING assembly
            WHERE number = \($0) AND outbox.community = assembly.community AND type = 'tongti.ballots.AssemblyClosed.v1'
            """
        },
        Corruption("another result than was counted is told", "results-are-told", "2023-lifts/") {
            """
            UPDATE outbox
            SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '"heads":3', '"heads":2'), 'UTF8')
            FROM assembly
            WHERE number = \($0) AND outbox.community = assembly.community AND type = 'tongti.ballots.AssemblyClosed.v1'
            """
        },
        Corruption("an upheld objection that nobody has filed", "told-objections-were-upheld", "2023-lifts") {
            """
            INSERT INTO outbox (
                shard, pos, id, epoch, community, subject, type, payload, after, recorded_at, prev_chain, chain
            )
            SELECT shard, pos + 1000000, gen_random_uuid(), epoch, outbox.community, subject,
                'tongti.ballots.ObjectionUpheld.v1',
                convert_to('{"assembly":"2023-lifts","category":"counting","on":"2023-07-10"}', 'UTF8'), after,
                recorded_at, prev_chain, chain
            FROM assembly
            JOIN outbox ON outbox.community = assembly.community AND type = 'tongti.ballots.AssemblyClosed.v1'
            WHERE number = \($0)
            """
        },
    ]
}
