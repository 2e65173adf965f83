-- Macros, no statement: the messages of one record, as one text (docs/rules.md, part 5). Each is
-- "when | code | field | given", the parts divided by the unit separator, the messages by the record separator.
-- `when` says on which match the message holds: add, update, or both where it is empty.
{% import "3_convert/check.sql" as check with context %}
{% import "1_stage/plain.sql" as plainly with context %}
{% macro say(condition, when, code, name, given) %}
CASE WHEN {{ condition }} THEN concat({{ (when ~ unit ~ code ~ unit ~ name ~ unit) | param }}, {{ given }}) END
{% endmacro %}

{% macro given(m) %}{% if m.kind == "secret" %}''{% else %}left(translate(ltrim({{ check.c(m) }}, {{ unreadable | param }}), {{ (unit ~ separator) | param }}, '  '), 200){% endif %}{% endmacro %}

{% macro is_blank(m) %}{{ check.c(m) }} IS NULL{% endmacro %}
{% macro is_given(m) %}{{ check.c(m) }} IS NOT NULL{% endmacro %}
{% macro is_invalid(m) %}{{ check.c(m) }} IS NOT NULL AND {{ check.readable(m) }} IS NULL{% endmacro %}
{% macro nothing() %}''{% endmacro %}
{% macro site_blank() %}c."site blank"{% endmacro %}
{% macro no_site() %}c."site" IS NOT NULL AND c."site site" IS NULL{% endmacro %}
{% macro unknown_type(m) %}{{ check.c(m) }} IS NOT NULL AND c."type persona" IS NULL{% endmacro %}
{% macro unknown_level(m, settings) %}{{ check.c(m) }} IS NOT NULL AND NOT list_contains({{ settings.access_levels | param }}, {{ check.c(m) }}){% endmacro %}
{% macro is_autoassign(m) %}{{ check.c(m) }} = 'autoassign'{% endmacro %}
{% macro always() %}true{% endmacro %}
{% macro barcode_too_long(m) %}{{ check.too_long(m) }}{% endmacro %}

-- What one mapped field may say; an expression that is NULL where there is nothing to say.
{% macro messages(m, settings) %}
{% set blank_counts = m.when_blank is none %}
{% if m.name == "site" %}
{{ say(is_blank(m), "", "site_missing", m.name, nothing()) }}, {% if site_default %}{{ say(site_blank(), "update", "site_blank_ignored", m.name, nothing()) }}, {% endif %}{{ say(no_site(), "", "site_unknown", m.name, given(m)) }}
{% elif m.name == "district_id" %}
{% if settings.match_on == "district_id" %}{{ say(is_blank(m), "", "district_id_missing", m.name, nothing()) }},
{% elif settings.require_district_id %}{{ say(is_blank(m), "add", "district_id_missing", m.name, nothing()) }}, {{ say(is_blank(m), "update", "district_id_missing_advice", m.name, nothing()) }},
{% endif %}
{{ say(check.too_long(m), "", "district_id_too_long", m.name, given(m)) }}
{% elif m.name == "barcode" %}
{% if settings.match_on == "barcode_and_site" %}{{ say(is_blank(m), "", "match_key_missing", m.name, nothing()) }}, {{ say(is_autoassign(m), "", "match_key_missing", m.name, given(m)) }},
{% else %}{% if m.default_of_new is none %}{{ say(is_blank(m), "add", "barcode_missing", m.name, nothing()) }}, {% endif %}{{ say(is_blank(m), "update", "barcode_blank_ignored", m.name, nothing()) }},
{% endif %}
{{ say(check.too_long(m), "", "barcode_too_long", m.name, given(m)) }}
{% elif m.name == "last_name" %}
{% if m.default_of_new is none %}{{ say(is_blank(m), "add", "last_name_missing", m.name, nothing()) }}, {% endif %}{{ say(is_blank(m), "update", "last_name_blank_ignored", m.name, nothing()) }},
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
{% elif m.invalid_code %}{{ say(is_invalid(m), "", m.invalid_code, m.name, given(m)) }}
{% else %}{{ say(check.too_long(m), "", "field_too_long", m.name, given(m)) }}
{% endif %}
{% endmacro %}

-- What is taken off the columns that identifiers are made of: said once of a record, with the first field that it was found in.
{% macro not_plain(feed) %}
{% if feed.of_identifiers %}
nullif(concat_ws({{ separator | param }},
    coalesce({% for name, field in feed.of_identifiers.items() %}CASE WHEN strlen({{ name | ident }}) <> length({{ name | ident }}) AND regexp_matches({{ name | ident }}, {{ plain.invisible | param }})
        THEN concat({{ (unit ~ "invisible_characters" ~ unit ~ field ~ unit) | param }}, left({{ plainly.unseen(name | ident) }}, 200)) END{% if not loop.last %}, {% endif %}{% endfor %}),
    coalesce({% for name, field in feed.of_identifiers.items() %}CASE WHEN NOT {{ plainly.is_plain((name ~ trimmed) | ident) }} AND {{ plainly.is_as_text(plainly.seen((name ~ trimmed) | ident)) }}
        THEN concat({{ (unit ~ "spreadsheet_text" ~ unit ~ field ~ unit) | param }}, left({{ (name ~ trimmed) | ident }}, 200)) END{% if not loop.last %}, {% endif %}{% endfor %})
), '')
{% else %}CAST(NULL AS VARCHAR)
{% endif %}
{% endmacro %}

-- What a field that is not mapped says about a new patron.
{% macro unmapped(settings) %}
{% for m in settings.unmapped_messages %}, {{ say(always(), m.when, m.code, m.name, nothing()) }}{% endfor %}
{% endmacro %}
