-- Reads pending, asked_to_delete, record, stored, store.patron; writes other_person, refused and asked_to_delete: records whose key belongs to somebody with another name and birth date.
-- `stops` says that it is somebody else: nothing of name and birth date fits; or the patron is another job's, and the birth date and one name differ,
-- or both names where a birth date isn't known. Of the others something is only said. With `allowed` nobody is stopped.
{% import "5_plan/likeness.sql" as like with context %}
{% macro ours(name) %}{% if name in mapped %}record.{{ name | ident }}{% else %}CAST(NULL AS VARCHAR){% endif %}{% endmacro %}

-- A name that goes on where the other one ends is the same person's.
{% macro fits(one, other) %}
({{ one | ident }} = {{ other | ident }} OR (least(length({{ one | ident }}), length({{ other | ident }})) > 2
    AND (starts_with({{ one | ident }}, {{ other | ident }}) OR starts_with({{ other | ident }}, {{ one | ident }}))))
{% endmacro %}

CREATE TEMP TABLE other_person AS
WITH named AS (
    SELECT record, patron_id FROM pending WHERE NOT is_new
    UNION ALL
    SELECT record, patron_id FROM asked_to_delete
), held AS (
    {% for table in ("stored", "asked") %}
    SELECT patron_id, job AS stored_job, CAST(birth_date AS VARCHAR) AS stored_born, last_name AS stored_last_name, first_name AS stored_first_name
    FROM {% if table == "stored" %}stored{% else %}store.patron WHERE patron_id IN (SELECT patron_id FROM asked_to_delete){% endif %}

    {% if not loop.last %}UNION{% endif %}

    {% endfor %}
), doubtful AS MATERIALIZED (
    -- At least two of three differ as they are written; that leaves few to look at closely. Materialized, or the planner copies each expression into
    -- those that use it, and planning takes twenty times as long as everything else here.
    SELECT
        named.record,
        named.patron_id,
        stored_job <> {{ job | param }} AS of_another_job,
        {{ ours("birth_date") }} AS born,
        stored_born,
        {% for name in ("last_name", "first_name") %}
        nullif({{ like.name(ours(name)) }}, '') AS {{ name | ident }},
        nullif({{ like.name(("stored_" ~ name) | ident) }}, '') AS {{ ("stored_" ~ name) | ident }}{% if not loop.last %},{% endif %}

        {% endfor %}
    FROM named
    JOIN record ON record.record = named.record
    JOIN held ON held.patron_id = named.patron_id
    WHERE coalesce({{ ours("last_name") }} <> stored_last_name, false)::INTEGER
        + coalesce({{ ours("first_name") }} <> stored_first_name, false)::INTEGER
        + coalesce({{ ours("birth_date") }} <> stored_born, false)::INTEGER >= 2
), compared AS MATERIALIZED (
    -- NULL: not known of one of the two. Names that have changed places are the same person's.
    SELECT record, patron_id, of_another_job,
        nullif(born, '') <> stored_born AS other_birth,
        NOT {{ fits("last_name", "stored_last_name") }} AND NOT swapped AS other_last,
        NOT {{ fits("first_name", "stored_first_name") }} AND NOT swapped AS other_first
    FROM (SELECT *, coalesce(last_name = stored_first_name AND first_name = stored_last_name, false) AS swapped FROM doubtful)
), judged AS (
    SELECT record, patron_id,
        coalesce(other_birth AND other_last AND other_first, false)
            OR (of_another_job AND (coalesce(other_birth AND (other_last OR other_first), false)
                OR (other_birth IS NULL AND coalesce(other_last AND other_first, false)))) AS is_other,
        coalesce(other_birth AND (other_last OR other_first), false)
            OR (other_birth IS NULL AND coalesce(other_last AND other_first, false)) AS is_doubtful
    FROM compared
)
SELECT record, patron_id, is_other AND NOT {{ allowed | param }} AS stops
FROM judged
WHERE is_other OR is_doubtful;

INSERT INTO refused SELECT record, 'record' FROM other_person WHERE stops;

-- Nobody is deleted for somebody else.
DELETE FROM asked_to_delete WHERE record IN (SELECT record FROM other_person WHERE stops);
