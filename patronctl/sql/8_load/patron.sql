-- Reads replaced, target, change; writes store.patron: changed patrons are replaced, new ones added.
DELETE FROM store.patron WHERE patron_id IN (SELECT patron_id FROM replaced);

{% macro row() %}
SELECT
    patron_id,
    {% for field in fields %}{{ field.name | ident }}, {% endfor %}
    password_fingerprint,
    CASE WHEN status = 'I' THEN coalesce(CASE WHEN stored_status = 'I' THEN stored_inactive_since END, {{ today | param }}) END,
    username_before,
    {{ job | param }},
    coalesce(stored_first_seen, {{ as_of | param }}),
    coalesce(stored_revision, 0) + 1,
    inactive_by,
    status_before,
    persona_given
{% endmacro %}
INSERT INTO store.patron
{{ row() }}
FROM replaced;

INSERT INTO store.patron
{{ row() }}
FROM target
WHERE is_new;
