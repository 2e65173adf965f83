-- Reads target; writes `change`, the plan's substance: one row per patron who would change, why, and the fields before and after. The columns
-- from `inactivates` on say what it does to a patron, whatever the change is called; the guards count by them.
CREATE TEMP TABLE change AS
WITH compared AS (
    SELECT *,
        {% for field in fields %}
        {{ field | ident }} IS DISTINCT FROM {{ ("stored_" ~ field) | ident }} AS {{ ("changes " ~ field) | ident }},
        {% endfor %}
        password_fingerprint IS DISTINCT FROM stored_password_fingerprint AS changes_password
    FROM target
    WHERE NOT is_new
)
-- A new patron is compared with nobody.
SELECT record, record_hash, patron_id, match_key, NULL::VARCHAR AS stored_site, site, NULL::INTEGER AS stored_revision,
    'added' AS action, 'no patron has this match key' AS reason, NULL::VARCHAR AS before, NULL::VARCHAR AS after,
    false AS inactivates, false AS reactivates, false AS restricts, false AS moves, false AS loses_login
FROM target
WHERE is_new
UNION ALL
SELECT record, record_hash, patron_id, match_key, stored_site, site, stored_revision,
    CASE
        WHEN stored_status = 'I' AND status <> 'I' THEN 'reactivated'
        WHEN stored_site IS DISTINCT FROM site THEN 'transferred'
        ELSE 'updated'
    END AS action,
    CASE
        WHEN stored_status = 'I' AND status <> 'I' THEN 'an inactive patron is in the file again'
        WHEN stored_site IS DISTINCT FROM site THEN concat('moves from ', stored_site, ' to ', site)
        ELSE 'the record differs from the stored patron'
    END AS reason,
    concat('{', concat_ws(',', {% for field in fields %}CASE WHEN {{ ("changes " ~ field) | ident }} THEN concat({{ ('"' ~ field ~ '":') | param }}, coalesce(CAST(to_json({{ ("stored_" ~ field) | ident }}) AS VARCHAR), 'null')) END, {% endfor %}CASE WHEN changes_password THEN '"password":"not shown"' END), '}') AS before,
    concat('{', concat_ws(',', {% for field in fields %}CASE WHEN {{ ("changes " ~ field) | ident }} THEN concat({{ ('"' ~ field ~ '":') | param }}, coalesce(CAST(to_json({{ field | ident }}) AS VARCHAR), 'null')) END, {% endfor %}CASE WHEN changes_password THEN '"password":"changed"' END), '}') AS after,
    stored_status <> 'I' AND status = 'I' AS inactivates,
    stored_status = 'I' AND status <> 'I' AS reactivates,
    stored_status = 'A' AND status = 'R' AS restricts,
    stored_site IS DISTINCT FROM site AS moves,
    stored_status <> 'I' AND status <> 'I' AND (
        (stored_username IS NOT NULL AND username IS NULL) OR (stored_password_fingerprint IS NOT NULL AND password_fingerprint IS NULL)
    ) AS loses_login
FROM compared
WHERE changes_password {% for field in fields %}OR {{ ("changes " ~ field) | ident }} {% endfor %};
