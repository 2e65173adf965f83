-- Reads pending, record, stored, site_code, refused, assigned; writes the view `target`: every pending as the store will hold it, and
-- what the store holds now. Of a record's field NULL keeps the stored value and '' clears it.
CREATE TEMP VIEW target AS
SELECT
    pending.record,
    pending.match_key,
    record.record_hash,
    pending.patron_id,
    pending.is_new,
    {% for field in fields %}
    {% if field.name == "barcode" %}
    CASE
        WHEN assigned.barcode IS NOT NULL THEN assigned.barcode
        {% if "barcode" in mapped %}WHEN record.barcode <> 'autoassign' THEN record.barcode{% endif %}
        ELSE patron.barcode
    END AS barcode,
    {% elif field.name == "status" %}
    {% if "status" in mapped %}coalesce(record.status, patron.status, 'A'){% else %}coalesce(nullif(patron.status, 'I'), 'A'){% endif %} AS status,
    {% elif field.name == "username" %}
    CASE
        WHEN decided.refuses_username THEN patron.username
        {% if "username" in mapped %}WHEN record.username IS NOT NULL THEN nullif(record.username, ''){% endif %}
        WHEN patron.status = 'I' AND {% if "status" in mapped %}coalesce(record.status, 'I'){% else %}'A'{% endif %} <> 'I' THEN coalesce(patron.username_before, patron.username)
        ELSE patron.username
    END AS username,
    {% elif field.name in defaults %}
    coalesce({% if field.name in mapped %}CASE WHEN record.{{ field.name | ident }} IS NULL THEN patron.{{ field.name | ident }} ELSE nullif(record.{{ field.name | ident }}, '') END{% else %}patron.{{ field.name | ident }}{% endif %}, CASE WHEN pending.is_new THEN {% if field.name == "gender" %}'U'{% else %}site.{{ defaults[field.name] | ident }}{% endif %} END) AS {{ field.name | ident }},
    {% elif field.name in mapped %}
    CASE WHEN record.{{ field.name | ident }} IS NULL THEN patron.{{ field.name | ident }}
    ELSE {% if field.sql_type == "VARCHAR" %}nullif(record.{{ field.name | ident }}, ''){% elif field.sql_type == "DATE" %}CAST(nullif(record.{{ field.name | ident }}, '') AS DATE){% else %}CAST(nullif(record.{{ field.name | ident }}, '') AS BOOLEAN){% endif %} END AS {{ field.name | ident }},
    {% else %}
    patron.{{ field.name | ident }},
    {% endif %}
    {% endfor %}
    {% if "password" in mapped %}
    CASE WHEN decided.refuses_password OR record.password_fingerprint IS NULL THEN patron.password_fingerprint ELSE nullif(record.password_fingerprint, '') END AS password_fingerprint,
    {% else %}
    patron.password_fingerprint,
    {% endif %}
    patron.username_before AS stored_username_before,
    patron.inactive_since AS stored_inactive_since,
    patron.first_seen AS stored_first_seen,
    {% for field in fields %}
    patron.{{ field.name | ident }} AS {{ ("stored_" ~ field.name) | ident }},
    {% endfor %}
    patron.password_fingerprint AS stored_password_fingerprint,
    patron.revision AS stored_revision
FROM pending
JOIN record ON record.record = pending.record
LEFT JOIN stored AS patron ON patron.patron_id = pending.patron_id
LEFT JOIN site_code AS site ON site.code = record.site
LEFT JOIN assigned ON assigned.record = pending.record
LEFT JOIN (
    SELECT record, bool_or(what = 'record') AS refuses_all, bool_or(what = 'username') AS refuses_username, bool_or(what = 'password') AS refuses_password
    FROM refused
    GROUP BY record
) AS decided ON decided.record = pending.record
WHERE NOT coalesce(decided.refuses_all, false);
