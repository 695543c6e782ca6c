"""Until the coordination room offers it: the posts behind a tie, by a plain join."""

import demasque.coordination as coordination

if not hasattr(coordination, "tie_posts"):

    def tie_posts(store, account_a, account_b, kind):
        return store.sql(
            """SELECT ea.trace, coalesce(value, '') AS value, ea.post AS post_a, eb.post AS post_b,
                   ea."at" AS at_a, eb."at" AS at_b
            FROM events ea JOIN events eb USING (kind, trace)
            LEFT JOIN traces USING (kind, trace)
            JOIN ties t ON t.account_a = ea.account AND t.account_b = eb.account
                       AND t.kind = ea.kind
            WHERE ea.account = ? AND eb.account = ? AND ea.kind = ?
              AND abs(epoch(ea."at" - eb."at")) <= t.window_seconds ORDER BY ALL""",
            (account_a, account_b, kind),
        )

    coordination.tie_posts = tie_posts
