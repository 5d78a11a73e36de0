import EventLog
import Model
import Postgres

/// What boards show of others' facts.
extension NoticesAudit {
    static let copies: [AuditCopy] = [
        // Who was elected is shown of elections that were announced since it is kept.
        AuditCopy(
            "results",
            "Every item is called what ballots told at the convening, and has the outcome, the areas and heads and "
                + "those elected that it told at the close.",
            of: .ballots
        ) { community in
            """
            SELECT assembly || '/' || item, title FROM assembly_item WHERE community = \(community)
            UNION ALL
            SELECT assembly || '/' || item || ' counted', CASE
                WHEN outcome IS NULL THEN 'not yet'
                ELSE concat_ws(
                    ', ', outcome, 'for ' || favour_area || ' of ' || favour_heads,
                    'against ' || against_area || ' of ' || against_heads,
                    'abstained ' || abstained_area || ' of ' || abstained_heads) END
            FROM assembly_item WHERE community = \(community)
            UNION ALL
            SELECT assembly || '/' || item || ' elected', array_to_string(elected, ' ')
            FROM assembly_item WHERE community = \(community) AND elected IS NOT NULL
            LIMIT \(AuditCopy.most)
            """
        },
        AuditCopy(
            "collections",
            "Every campaign has the title and terms, and every building owes what funds told at the opening; each has "
                + "received, and is funded since, what funds told last.",
            of: .funds
        ) { community in
            """
            SELECT campaign, title || ': ' || rate || ' ten-thousandths of a yuan until ' || threshold || ' by '
                || basis || ', ' || due || ' fen from ' || households
            FROM campaign WHERE community = \(community)
            UNION ALL
            SELECT campaign || '/' || building || figure.place, figure.says
            FROM campaign_building
            CROSS JOIN LATERAL (
                VALUES
                    (' owes', due || ' fen from ' || units),
                    (' has', received || ' fen, ' || counted || ' of them counted, from ' || paid_units || ' in full'),
                    (' funded', coalesce(to_char(funded_on, 'YYYY-MM-DD'), 'not yet'))
            ) AS figure (place, says)
            WHERE community = \(community)
            LIMIT \(AuditCopy.most)
            """
        },
        AuditCopy(
            "works",
            "Works on every lift were planned, released, begun, inspected, ended and completed, at that cost, as "
                + "workorders told last.",
            of: .workorders
        ) { community in
            """
            SELECT work_order || step.place, step.says
            FROM work_order
            CROSS JOIN LATERAL (
                VALUES
                    ('', work || ' of ' || lift || ' by ' || campaign),
                    (' released', coalesce(to_char(released_on, 'YYYY-MM-DD') || ' by ' || cause, 'not yet')),
                    (' started', coalesce(to_char(started_on, 'YYYY-MM-DD'), 'not yet')),
                    (' inspected', coalesce(to_char(inspected_on, 'YYYY-MM-DD') || ' ' || inspection, 'not yet')),
                    (' returned', coalesce(to_char(returned_on, 'YYYY-MM-DD'), 'not yet')),
                    (
                        ' completed',
                        coalesce(to_char(completed_on, 'YYYY-MM-DD') || ' for ' || cost || ' fen', 'not yet')
                    )
            ) AS step (place, says)
            WHERE community = \(community)
            LIMIT \(AuditCopy.most)
            """
        },
    ]
}
