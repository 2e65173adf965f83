-- Reads pending, record, stored, site_code, refused, assigned; writes the view `target`: every pending as the store will hold it.
-- Of a record's field NULL keeps the stored value and '' clears it.
CREATE TEMP VIEW target AS
SELECT
    pending.record,
    pending.match_key,
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
        WHEN no_username.record IS NOT NULL THEN patron.username
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
    CASE WHEN no_password.record IS NOT NULL OR record.password_fingerprint IS NULL THEN patron.password_fingerprint ELSE nullif(record.password_fingerprint, '') END AS password_fingerprint,
    {% else %}
    patron.password_fingerprint,
    {% endif %}
    patron.username_before AS stored_username_before,
    patron.inactive_since AS stored_inactive_since,
    patron.first_seen AS stored_first_seen,
    patron.status AS stored_status,
    patron.site AS stored_site,
    patron.barcode AS stored_barcode,
    patron.username AS stored_username,
    patron.district_id AS stored_district_id,
    patron.revision AS stored_revision
FROM pending
JOIN record ON record.record = pending.record
LEFT JOIN stored AS patron ON patron.patron_id = pending.patron_id
LEFT JOIN site_code AS site ON site.code = record.site
LEFT JOIN assigned ON assigned.record = pending.record
LEFT JOIN refused AS no_username ON no_username.record = pending.record AND no_username.what = 'username'
LEFT JOIN refused AS no_password ON no_password.record = pending.record AND no_password.what = 'password'
WHERE pending.record NOT IN (SELECT record FROM refused WHERE what = 'record');
