-- Macros, no statement: the messages of one record, as one text (docs/rules.md, part 5). Each is
-- "when | code | field | given", the parts divided by the unit separator, the messages by the record separator.
-- `when` says on which match the message holds: add, update, or both where it is empty.
{% import "3_convert/check.sql" as check with context %}
{% macro say(condition, when, code, name, given) %}
CASE WHEN {{ condition }} THEN concat({{ (when ~ unit ~ code ~ unit ~ name ~ unit) | param }}, {{ given }}) END
{% endmacro %}

{% macro given(m) %}{% if m.kind == "secret" %}''{% else %}left(translate(ltrim({{ check.c(m) }}, {{ unreadable | param }}), {{ (unit ~ separator) | param }}, '  '), 200){% endif %}{% endmacro %}

{% macro is_blank(m) %}{{ check.c(m) }} IS NULL{% endmacro %}
{% macro is_given(m) %}{{ check.c(m) }} IS NOT NULL{% endmacro %}
{% macro is_invalid(m) %}{{ check.c(m) }} IS NOT NULL AND {{ check.readable(m) }} IS NULL{% endmacro %}
{% macro nothing() %}''{% endmacro %}
{% macro no_site() %}c."site" IS NOT NULL AND c."site site" IS NULL{% endmacro %}
{% macro unknown_type(m) %}{{ check.c(m) }} IS NOT NULL AND c."type persona" IS NULL{% endmacro %}
{% macro unknown_level(m, settings) %}{{ check.c(m) }} IS NOT NULL AND NOT list_contains({{ settings.access_levels | param }}, {{ check.c(m) }}){% endmacro %}
{% macro is_autoassign(m) %}{{ check.c(m) }} = 'autoassign'{% endmacro %}
{% macro unknown_action(m) %}lower({{ check.c(m) }}) NOT IN ('update', 'delete'){% endmacro %}
{% macro always() %}true{% endmacro %}
{% macro barcode_too_long(m) %}{{ check.too_long(m) }}{% endmacro %}

-- What one mapped field may say; an expression that is NULL where there is nothing to say.
{% macro messages(m, settings) %}
{% set blank_counts = m.when_blank is none %}
{% if m.name == "site" %}
{{ say(is_blank(m), "", "site_missing", m.name, nothing()) }}, {{ say(no_site(), "", "site_unknown", m.name, given(m)) }}
{% elif m.name == "district_id" %}
{% if settings.match_on == "district_id" %}{{ say(is_blank(m), "", "district_id_missing", m.name, nothing()) }},
{% elif settings.require_district_id %}{{ say(is_blank(m), "add", "district_id_missing", m.name, nothing()) }}, {{ say(is_blank(m), "update", "district_id_missing_advice", m.name, nothing()) }},
{% endif %}
{{ say(check.too_long(m), "", "district_id_too_long", m.name, given(m)) }}
{% elif m.name == "barcode" %}
{% if settings.match_on == "barcode_and_site" %}{{ say(is_blank(m), "", "match_key_missing", m.name, nothing()) }}, {{ say(is_autoassign(m), "", "match_key_missing", m.name, given(m)) }},
{% else %}{{ say(is_blank(m), "add", "barcode_missing", m.name, nothing()) }}, {{ say(is_blank(m), "update", "barcode_blank_ignored", m.name, nothing()) }},
{% endif %}
{{ say(check.too_long(m), "", "barcode_too_long", m.name, given(m)) }}
{% elif m.name == "last_name" %}
{{ say(is_blank(m), "add", "last_name_missing", m.name, nothing()) }}, {{ say(is_blank(m), "update", "last_name_blank_ignored", m.name, nothing()) }},
{{ say(check.too_long(m), "", "field_too_long", m.name, given(m)) }}
{% elif m.name == "patron_type" %}
{{ say(is_blank(m), "" if blank_counts else "add", "patron_type_missing", m.name, nothing()) }},
{{ say(unknown_type(m), "", settings.unknown_patron_type_code, m.name, given(m)) }}, {{ say(check.too_long(m), "", "field_too_long", m.name, given(m)) }}
{% elif m.name == "access_level" %}
{{ say(is_blank(m), "" if blank_counts else "add", "access_level_missing", m.name, nothing()) }}, {{ say(unknown_level(m, settings), "", "access_level_unknown", m.name, given(m)) }}
{% elif m.name == "resource_group" %}
{% if blank_counts %}{{ say(is_blank(m), "", "resource_group_missing", m.name, nothing()) }}, {% endif %}{{ say(check.too_long(m), "", "field_too_long", m.name, given(m)) }}
{% elif m.name in ("status", "gender") %}
{% if blank_counts %}{{ say(is_blank(m), "", m.invalid_code, m.name, nothing()) }}, {% endif %}{{ say(is_invalid(m), "", m.invalid_code, m.name, given(m)) }}
{% elif m.name == "action" %}{{ say(unknown_action(m), "", "action_unknown", m.name, given(m)) }}
{% elif m.invalid_code %}{{ say(is_invalid(m), "", m.invalid_code, m.name, given(m)) }}
{% else %}{{ say(check.too_long(m), "", "field_too_long", m.name, given(m)) }}
{% endif %}
{% endmacro %}

-- What a field that is not mapped says about a new patron.
{% macro unmapped(settings) %}
{% for m in settings.unmapped_messages %}, {{ say(always(), m.when, m.code, m.name, nothing()) }}{% endfor %}
{% endmacro %}
