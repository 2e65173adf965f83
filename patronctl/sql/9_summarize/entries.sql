-- Reads outcome, message, record, recognized, duplicate, change, retirement, store.patron; writes entries.parquet: one row per message, and one per record or
-- patron without a message, unless the job says errors and warnings only. Every outer join is of equalities alone: with any other
-- condition it would compare each record with each.
{% macro name(patron) %}nullif(concat_ws(', ', {{ patron | ident }}.last_name, {{ patron | ident }}.first_name), ''){% endmacro %}
COPY (
    WITH person AS (
        SELECT record,
            {% for name in ("district_id", "barcode") %}{% if name in mapped %}{{ name | ident }}{% else %}NULL{% endif %} AS {{ name | ident }}, {% endfor %}
            concat_ws(', ', {% if "last_name" in mapped %}last_name{% else %}NULL{% endif %}, {% if "first_name" in mapped %}first_name{% else %}NULL{% endif %}) AS name
        FROM record
        UNION ALL
        SELECT record, district_id, barcode, name FROM recognized WHERE record IN (SELECT record FROM duplicate UNION ALL SELECT record FROM message)
    ), named AS (
        SELECT outcome.record, outcome.action, line_of.line, outcome.site, person.district_id, person.barcode, person.name
        FROM outcome
        JOIN person ON person.record = outcome.record
        LEFT JOIN line_of ON line_of.record = outcome.record
    ), involved AS (
        SELECT * FROM store.patron WHERE patron_id IN (SELECT patron_id FROM conflict UNION ALL SELECT other_patron FROM conflict)
    ), conflicting AS (
        SELECT conflict.record, conflict.kind, to_json(struct_pack(
            site := coalesce(stored.site, theirs.site), barcode := coalesce(stored.barcode, theirs.barcode),
            district_id := coalesce(stored.district_id, theirs.district_id), name := coalesce({{ name("stored") }}, theirs.name),
            status := stored.status, line := theirs.line,
            scenario := CASE WHEN conflict.kind <> 'barcode' OR stored.patron_id IS NULL THEN NULL WHEN pending.is_new THEN 1 WHEN ours.site IS DISTINCT FROM mover.site THEN 2 END
        )) AS other,
        CASE
            WHEN conflict.kind = 'barcode' AND stored.patron_id IS NULL THEN
                format('{} and {}{} both bring the barcode {} to {}; the other one was applied.', ours.name, theirs.name, coalesce(format(' (line {})', theirs.line), ''), ours.barcode, ours.site)
            WHEN conflict.kind = 'barcode' AND pending.is_new THEN
                format('Scenario 1, failed add: {} (district ID {}) is new, but {} (district ID {}) holds the barcode {} at {}. If they are one person, set the district ID of the stored patron; otherwise correct a barcode.',
                    ours.name, coalesce(ours.district_id, 'none'), {{ name("stored") }}, coalesce(stored.district_id, 'none'), stored.barcode, stored.site)
            WHEN conflict.kind = 'barcode' AND ours.site IS DISTINCT FROM mover.site THEN
                format('Scenario 2, failed transfer: {} (district ID {}) moves from {} to {}, but {} (district ID {}) holds the barcode {} there. If they are one person, merge the two patrons.',
                    ours.name, coalesce(ours.district_id, 'none'), mover.site, ours.site, {{ name("stored") }}, coalesce(stored.district_id, 'none'), stored.barcode)
            WHEN conflict.kind = 'barcode' THEN
                format('{} would get the barcode {}, which {} (district ID {}) holds at {}.', ours.name, stored.barcode, {{ name("stored") }}, coalesce(stored.district_id, 'none'), stored.site)
            WHEN conflict.kind = 'other_person' THEN
                format('{} stands in the file; the stored patron is {}, born {}, at {}.', ours.name, {{ name("stored") }}, coalesce(CAST(stored.birth_date AS VARCHAR), 'on a day unknown'), stored.site)
            WHEN conflict.kind = 'identity_changed' THEN NULL
            WHEN stored.patron_id IS NULL THEN
                format('{} (district ID {}){} has it in the same file.', theirs.name, coalesce(theirs.district_id, 'none'), coalesce(format(' on line {}', theirs.line), ''))
            ELSE format('{} (district ID {}) at {} has it.', {{ name("stored") }}, coalesce(stored.district_id, 'none'), stored.site)
        END AS text
        FROM conflict
        JOIN named AS ours ON ours.record = conflict.record
        LEFT JOIN pending ON pending.record = conflict.record
        LEFT JOIN involved AS stored ON stored.patron_id = CASE WHEN conflict.other_record IS NULL THEN conflict.other_patron END
        LEFT JOIN involved AS mover ON mover.patron_id = conflict.patron_id
        LEFT JOIN named AS theirs ON theirs.record = conflict.other_record
    )
    SELECT named.line, named.site, named.district_id, named.barcode, named.name, named.action, message.severity, message.code, message.field, message.given,
        CASE WHEN conflicting.text IS NOT NULL THEN concat(message.text, ' ', conflicting.text)
            WHEN other_line.line IS NOT NULL THEN concat(message.text, ' Line ', other_line.line, CASE WHEN taken.action = 'skipped' THEN ' was taken instead, but was not applied either.' ELSE ' was applied.' END)
            ELSE message.text END AS text,
        change.before, change.after, change.reason, NULL AS rule, conflicting.other
    FROM named
    LEFT JOIN message ON message.record = named.record
    LEFT JOIN change ON change.record = named.record
    LEFT JOIN conflicting ON conflicting.record = named.record AND conflicting.kind = CASE WHEN message.code LIKE '%_in_use' THEN message.field ELSE message.code END
    LEFT JOIN outcome AS taken ON taken.record = CASE WHEN message.code = 'duplicate_in_file' THEN message.other_record END
    LEFT JOIN line_of AS other_line ON other_line.record = CASE WHEN message.code = 'duplicate_in_file' THEN message.other_record END
    WHERE named.record NOT IN (SELECT record FROM retirement WHERE rule = 'asked_by_feed' AND action = 'deleted')
    {% if only_problems %}
        AND message.code IS NOT NULL
    {% endif %}

    {% if not only_problems %}
    UNION ALL
    -- Of nearly every recognized record nothing is said; the others are above.
    SELECT record + {{ first_line | param }}, site, district_id, barcode, name, 'unchanged', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM recognized
    WHERE record NOT IN (SELECT record FROM duplicate UNION ALL SELECT record FROM message WHERE record IS NOT NULL)
    {% endif %}
    UNION ALL
    SELECT unreadable.line, NULL, NULL, NULL, NULL, 'skipped', message_code.severity, message_code.code, NULL, left(unreadable.text, 200),
        concat(message_code.outcome, ' ', unreadable.reason), NULL, NULL, NULL, NULL, NULL
    FROM unreadable JOIN message_code ON message_code.code = 'line_unreadable'
    UNION ALL
    SELECT line_of.line, site, district_id, barcode, name, action, NULL, NULL, NULL, NULL, NULL, before, after, reason, rule, decided_by
    FROM retirement
    LEFT JOIN line_of ON line_of.record = retirement.record
    WHERE NOT (rule = 'asked_by_feed' AND action = 'kept')
) TO {{ path | param }} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1);
