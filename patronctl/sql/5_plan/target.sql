-- Reads pending, record, stored, site_code, refused, assigned; writes the view `target`: every pending as the store will hold it, and
-- what the store holds now. Of a record's field NULL keeps the stored value and '' clears it.
-- Who is active because of this record: the record says so; or it says nothing and the retirement had inactivated them; or this job has no
-- statuses at all, and it wasn't another job's status that inactivated them.
{% macro status() %}
CASE
    {% if "status" in mapped %}WHEN nullif(record.status, '') IS NOT NULL THEN record.status{% endif %}

    WHEN patron.status = 'I' AND {% if "status" in mapped %}patron.inactive_by = getvariable('by_retirement'){% else %}coalesce(patron.inactive_by, getvariable('job')) IN (getvariable('job'), getvariable('by_retirement')){% endif %}

        THEN coalesce(patron.status_before, 'A')
    ELSE coalesce(patron.status, 'A')
END
{% endmacro %}
{% macro patron_type() %}
coalesce({% if "patron_type" in mapped %}CASE WHEN record.patron_type IS NULL THEN patron.patron_type ELSE nullif(record.patron_type, '') END{% else %}patron.patron_type{% endif %}, CASE WHEN pending.is_new THEN site.default_patron_type END)
{% endmacro %}
{% macro keeps_persona() %}
NOT pending.is_new AND patron.persona IS NOT NULL AND ({% if persona_kept_when_blank %}true{% elif "patron_type" in mapped and not persona_given %}coalesce(patron.persona_given, false) AND patron.patron_type IS NOT DISTINCT FROM {{ patron_type() }}{% elif persona_given %}false{% else %}true{% endif %})
{% endmacro %}
{% macro gives(field) %}{% if field in mapped %}record.{{ field | ident }} IS NOT NULL{% else %}false{% endif %}{% endmacro %}
-- A view takes no parameters.
SET VARIABLE job = {{ job | param }};
SET VARIABLE last_name_of_new = {{ last_name_of_new | param }};
SET VARIABLE by_retirement = {{ by_retirement | param }};

CREATE OR REPLACE TEMP VIEW target AS
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
    {% elif field.name == "site" and site_default %}
    CASE WHEN record.site_blank THEN coalesce(patron.site, record.site) ELSE record.site END AS site,
    {% elif field.name == "last_name" and last_name_of_new is not none %}
    coalesce(record.last_name, patron.last_name, CASE WHEN pending.is_new THEN getvariable('last_name_of_new') END) AS last_name,
    {% elif field.name == "status" %}
    {{ status() }} AS status,
    {% elif field.name == "username" %}
    CASE
        -- Nobody active goes by the disabled name: until the one of before is free, they have none.
        WHEN decided.refuses_username THEN CASE WHEN patron.username_before IS NULL OR {{ status() }} = 'I' THEN patron.username END
        {% if "username" in mapped %}WHEN record.username IS NOT NULL THEN nullif(record.username, ''){% endif %}

        WHEN patron.username_before IS NOT NULL AND {{ status() }} <> 'I' THEN patron.username_before
        ELSE patron.username
    END AS username,
    {% elif field.name == "patron_type" %}
    {{ patron_type() }} AS patron_type,
    {% elif field.name == "persona" %}
    CASE
        {% if persona_given %}WHEN record.persona IS NOT NULL THEN nullif(record.persona, ''){% endif %}

        WHEN {{ keeps_persona() }} THEN patron.persona
        WHEN {{ patron_type() }} IS NULL THEN site.default_persona
        ELSE coalesce(list_extract(getvariable('type persona'), enum_code(TRY_CAST({{ patron_type() }} AS known_patron_type)) + 1), 'other')
    END AS persona,
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
    -- The name of before waits until they have it again, or until the feed has given another, or taken it away.
    CASE
        WHEN coalesce(decided.refuses_username, false) THEN patron.username_before
        WHEN {{ gives("username") }} OR {{ status() }} <> 'I' THEN NULL
        ELSE patron.username_before
    END AS username_before,
    CASE WHEN {{ status() }} = 'I' THEN CASE WHEN patron.status = 'I' THEN patron.inactive_by ELSE getvariable('job') END END AS inactive_by,
    CASE WHEN {{ status() }} = 'I' AND patron.status = 'I' THEN patron.status_before END AS status_before,
    {% if persona_given %}record.persona IS NOT NULL AND record.persona <> '' OR record.persona IS NULL AND {% endif %}{{ keeps_persona() }} AND coalesce(patron.persona_given, false) AS persona_given,
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
