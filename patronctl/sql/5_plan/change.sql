-- Reads target, stored; writes `change`, the plan's substance: one row per patron who would change, why, and the fields before and after.
CREATE TEMP TABLE change AS
WITH compared AS (
    SELECT target.record, target.patron_id, target.match_key, target.site, target.stored_site, target.status, target.stored_status, target.stored_revision,
        {% for field in fields %}
        target.{{ field | ident }} IS DISTINCT FROM patron.{{ field | ident }} AS {{ ("changes " ~ field) | ident }},
        patron.{{ field | ident }} AS {{ ("before " ~ field) | ident }},
        target.{{ field | ident }} AS {{ ("after " ~ field) | ident }},
        {% endfor %}
        target.password_fingerprint IS DISTINCT FROM patron.password_fingerprint AS changes_password
    FROM target JOIN stored AS patron ON patron.patron_id = target.patron_id
    WHERE NOT target.is_new
)
-- A new patron is compared with nobody.
SELECT record, patron_id, match_key, NULL::VARCHAR AS stored_site, site, NULL::INTEGER AS stored_revision,
    'added' AS action, 'no patron has this match key' AS reason, NULL::VARCHAR AS before, NULL::VARCHAR AS after
FROM target
WHERE is_new
UNION ALL
SELECT record, patron_id, match_key, stored_site, site, stored_revision,
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
    concat('{', concat_ws(',', {% for field in fields %}CASE WHEN {{ ("changes " ~ field) | ident }} THEN concat({{ ('"' ~ field ~ '":') | param }}, coalesce(CAST(to_json({{ ("before " ~ field) | ident }}) AS VARCHAR), 'null')) END, {% endfor %}CASE WHEN changes_password THEN '"password":"not shown"' END), '}') AS before,
    concat('{', concat_ws(',', {% for field in fields %}CASE WHEN {{ ("changes " ~ field) | ident }} THEN concat({{ ('"' ~ field ~ '":') | param }}, coalesce(CAST(to_json({{ ("after " ~ field) | ident }}) AS VARCHAR), 'null')) END, {% endfor %}CASE WHEN changes_password THEN '"password":"changed"' END), '}') AS after
FROM compared
WHERE changes_password {% for field in fields %}OR {{ ("changes " ~ field) | ident }} {% endfor %};
