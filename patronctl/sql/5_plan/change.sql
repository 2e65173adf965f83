-- Reads target, store.patron; writes `change`, the plan's substance: one row per patron who would change, why, and the fields before and after.
CREATE TEMP TABLE change AS
WITH compared AS (
    SELECT target.record, target.patron_id, target.match_key, target.is_new, target.site, target.stored_site, target.status, target.stored_status, target.stored_revision,
        {% for field in fields %}
        NOT target.is_new AND target.{{ field | ident }} IS DISTINCT FROM patron.{{ field | ident }} AS {{ ("changes " ~ field) | ident }},
        patron.{{ field | ident }} AS {{ ("before " ~ field) | ident }},
        target.{{ field | ident }} AS {{ ("after " ~ field) | ident }},
        {% endfor %}
        NOT target.is_new AND target.password_fingerprint IS DISTINCT FROM patron.password_fingerprint AS changes_password
    FROM target LEFT JOIN store.patron AS patron ON patron.patron_id = target.patron_id
)
SELECT record, patron_id, match_key, stored_site, site, stored_revision,
    CASE
        WHEN is_new THEN 'added'
        WHEN stored_status = 'I' AND status <> 'I' THEN 'reactivated'
        WHEN stored_site IS DISTINCT FROM site THEN 'transferred'
        ELSE 'updated'
    END AS action,
    CASE
        WHEN is_new THEN 'no patron has this match key'
        WHEN stored_status = 'I' AND status <> 'I' THEN 'an inactive patron is in the file again'
        WHEN stored_site IS DISTINCT FROM site THEN concat('moves from ', stored_site, ' to ', site)
        ELSE 'the record differs from the stored patron'
    END AS reason,
    CASE WHEN NOT is_new THEN concat('{', concat_ws(',', {% for field in fields %}CASE WHEN {{ ("changes " ~ field) | ident }} THEN concat({{ ('"' ~ field ~ '":') | param }}, coalesce(CAST(to_json({{ ("before " ~ field) | ident }}) AS VARCHAR), 'null')) END, {% endfor %}CASE WHEN changes_password THEN '"password":"not shown"' END), '}') END AS before,
    CASE WHEN NOT is_new THEN concat('{', concat_ws(',', {% for field in fields %}CASE WHEN {{ ("changes " ~ field) | ident }} THEN concat({{ ('"' ~ field ~ '":') | param }}, coalesce(CAST(to_json({{ ("after " ~ field) | ident }}) AS VARCHAR), 'null')) END, {% endfor %}CASE WHEN changes_password THEN '"password":"changed"' END), '}') END AS after
FROM compared
WHERE is_new OR changes_password {% for field in fields %}OR {{ ("changes " ~ field) | ident }} {% endfor %};
