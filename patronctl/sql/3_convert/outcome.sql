-- Macros, no statement: can the record be applied at all? `c` is the converted record with what its site and its patron type say.
{% import "3_convert/check.sql" as check with context %}
-- Never, whether it would add or update.
{% macro error(m, settings) %}
c."site site" IS NULL
{% if settings.match_on == "district_id" %}OR c."district_id" IS NULL
{% else %}OR c."barcode" IS NULL OR c."barcode" = 'autoassign'{% endif %}
{% for name in ("district_id", "barcode") if name in m %}OR coalesce({{ check.too_long(m[name]) }}, false)
{% endfor %}
{% if settings.unknown_patron_type == "skip" and settings.maps_patron_type %}OR (c."patron_type" IS NOT NULL AND c."type persona" IS NULL){% endif %}
{% endmacro %}

-- Not as a new patron.
{% macro add_error(m, settings) %}
{% for name in settings.required_to_add %}{% if not loop.first %} OR {% endif %}{% if name in m and m[name].default_of_new is not none %}false{% elif name in m %}c.{{ name | ident }} IS NULL{% else %}true{% endif %}{% endfor %}
{% endmacro %}

-- What finds the stored patron; NULL where there is nothing to look for.
{% macro match_key(m, settings) %}
{% if settings.match_on == "district_id" %}CASE WHEN NOT coalesce({{ check.too_long(m["district_id"]) }}, false) THEN c."district_id" END
{% else %}CASE WHEN c."site site" IS NOT NULL AND c."barcode" <> 'autoassign' AND NOT coalesce({{ check.too_long(m["barcode"]) }}, false) THEN concat(c."site site", {{ unit | param }}, c."barcode") END
{% endif %}
{% endmacro %}
