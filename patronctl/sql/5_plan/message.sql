-- Reads record, matched, outcome, duplicate, conflict, refused, unreadable, store.patron; writes `message`: one row per message of the run
-- (docs/rules.md, part 5). A record that is skipped has only the messages that say why: nothing of it was applied.
CREATE TEMP TABLE message AS
WITH said AS (
    SELECT record.record, unnest(string_split(record.messages, {{ separator | param }})) AS parts
    FROM record
    WHERE record.messages IS NOT NULL AND NOT record.left_out
), split AS (
    SELECT record, string_split(parts, {{ unit | param }}) AS part FROM said
), of_the_record AS (
    -- Of a record that adds nobody and changes nobody only errors are said, and what it asked for.
    SELECT split.record, part[2] AS code, part[3] AS field, CASE WHEN {{ keeps_lines | param }} OR NOT regexp_matches(part[4], '[\r\n]') THEN nullif(part[4], '') END AS given, NULL AS other_patron, NULL AS other_record
    FROM split JOIN matched ON matched.record = split.record
    WHERE (part[1] = '' OR (matched.match_key IS NOT NULL AND (part[1] = 'add') = (matched.patron_id IS NULL)))
        AND NOT ({{ incremental | param }} AND matched.same)
        AND (NOT matched.stays_deleted AND NOT matched.asks_to_delete OR matched.error OR part[3] = 'action')
), of_the_plan AS (
    SELECT record, 'duplicate_in_file' AS code, NULL AS field, NULL AS given, NULL::BIGINT AS other_patron, applied AS other_record FROM duplicate
    UNION ALL
    SELECT record,
        CASE WHEN kind IN ('barcode', 'username', 'district_id') THEN concat(kind, '_in_use') ELSE kind END,
        CASE WHEN kind IN ('barcode', 'username', 'district_id') THEN kind ELSE 'last_name' END, NULL, other_patron, other_record
    FROM conflict
    UNION ALL
    SELECT record, 'password_without_username', 'password', NULL, NULL, NULL FROM refused
    WHERE what = 'password' AND record NOT IN (SELECT record FROM refused WHERE what = 'username')
    UNION ALL
    SELECT matched.record, 'delete_unknown_patron', 'action', NULL, NULL, NULL FROM matched
    WHERE matched.asks_to_delete AND matched.patron_id IS NULL AND NOT matched.error
    UNION ALL
    SELECT matched.record, 'inactive_not_added', 'status', NULL, NULL, NULL FROM matched
    WHERE matched.stays_deleted AND NOT matched.asks_to_delete AND NOT matched.error
), collected AS (
    SELECT * FROM of_the_record UNION ALL SELECT * FROM of_the_plan
)
SELECT collected.*, message_code.severity, CASE WHEN matched.patron_id IS NULL THEN message_code.outcome_of_new ELSE message_code.outcome END AS text
FROM collected
JOIN matched ON matched.record = collected.record
JOIN message_code ON message_code.code = collected.code
JOIN outcome ON outcome.record = collected.record
WHERE (outcome.action = 'skipped') = (message_code.severity = 'E')
UNION ALL
SELECT NULL, 'line_unreadable', NULL, left(unreadable.text, 200), NULL, NULL, 'E', concat(message_code.outcome, ' ', unreadable.reason)
FROM unreadable JOIN message_code ON message_code.code = 'line_unreadable';
