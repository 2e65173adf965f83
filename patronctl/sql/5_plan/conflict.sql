-- Reads claim, store.patron; writes conflict and refused: of those who claim one thing the first by match key has it, unless a stored patron
-- holds it. A holder who moves on to something else in the same file, or whose own the file clears,
-- leaves it free; one whose own move fails doesn't.
{% import "5_plan/likeness.sql" as like with context %}
{% macro slot(value) %}{% if kind == "username" %}{{ like.login(value) }}{% else %}{{ value }}{% endif %}{% endmacro %}
INSERT INTO conflict
WITH RECURSIVE wanted AS (
    SELECT record, patron_id, {{ slot(kind | ident) }} AS slot, match_key
    FROM claim
    WHERE {{ kind | ident }} IS NOT NULL AND record NOT IN (SELECT record FROM refused WHERE what = 'record')
), holder AS (
    SELECT patron_id, {% if kind == "barcode" %}concat(site, {{ unit | param }}, barcode){% else %}{{ slot(kind | ident) }}{% endif %} AS slot
    FROM store.patron
    WHERE {{ kind | ident }} IS NOT NULL
), shared AS (
    SELECT slot FROM wanted GROUP BY slot HAVING count(*) > 1
), ranked AS (
    SELECT record, patron_id,
        row_number() OVER first_come AS place,
        first_value(record) OVER first_come AS winner,
        first_value(patron_id) OVER first_come AS winning_patron
    FROM wanted
    WHERE slot IN (FROM shared)
    WINDOW first_come AS (PARTITION BY slot ORDER BY match_key, record)
), late AS (
    SELECT record, patron_id, winning_patron AS other_patron, winner AS other_record FROM ranked WHERE place > 1
), standing AS (
    SELECT * FROM wanted WHERE record NOT IN (SELECT record FROM late)
), blocked AS MATERIALIZED (
    SELECT standing.record, standing.patron_id, holder.patron_id AS other_patron
    FROM standing JOIN holder ON holder.slot = standing.slot AND holder.patron_id <> standing.patron_id
), moving AS (
    SELECT patron_id FROM standing WHERE patron_id IN (SELECT other_patron FROM blocked)
    UNION ALL
    SELECT patron_id FROM claim WHERE {{ ("frees_" ~ kind) | ident }} AND record NOT IN (SELECT record FROM refused WHERE what = 'record')
), lost AS (
    SELECT record, patron_id, other_patron, other_record FROM late
    UNION
    SELECT record, patron_id, other_patron, NULL::BIGINT FROM blocked WHERE other_patron NOT IN (SELECT patron_id FROM moving)
    UNION
    SELECT blocked.record, blocked.patron_id, blocked.other_patron, NULL::BIGINT
    FROM blocked JOIN lost ON lost.patron_id = blocked.other_patron
)
-- Where the first one doesn't get it either, whoever holds it stands in the way of those behind as well.
SELECT {{ kind | param }}, lost.record, lost.patron_id,
    CASE WHEN winner.record IS NULL THEN lost.other_patron ELSE winner.other_patron END,
    CASE WHEN winner.record IS NULL THEN lost.other_record END
FROM lost
LEFT JOIN lost AS winner ON winner.record = lost.other_record
QUALIFY row_number() OVER (PARTITION BY lost.record ORDER BY winner.other_patron, lost.other_patron) = 1;

INSERT INTO refused
SELECT DISTINCT record, {{ refuses | param }} FROM conflict WHERE kind = {{ kind | param }};
