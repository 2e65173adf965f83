-- Macros, no statement: what a field may hold (docs/rules.md, parts 2 and 5). `c` is the converted record with what its site and its patron type say.
-- Of a record's field NULL means keep the stored value, '' means clear it.
{% import "1_stage/plain.sql" as plainly with context %}
{% macro c(m) %}c.{{ m.name | ident }}{% endmacro %}

{% macro blank(m, default) %}
{% if m.when_blank == "keep" %}NULL{% elif m.when_blank == "clear" %}''{% else %}{{ default }}{% endif %}
{% endmacro %}

{% macro null() %}NULL{% endmacro %}

-- The value as it is checked: an identifier is plain, a text without the form that spreadsheets give it, a blank what the properties say of it.
{% macro given(m) %}
{% if m.default is not none %}coalesce({{ cleaned(m) }}, {{ m.default | param }}){% else %}{{ cleaned(m) }}{% endif %}
{% endmacro %}

{% macro cleaned(m) %}
{% if not m.needs_cleaning %}{{ m.name | ident }}
{% elif m.is_identifier %}{{ plainly.identifier(m.name | ident) }}
{% else %}CASE WHEN prefix({{ m.name | ident }}, '="') THEN {{ plainly.of_text(m.name | ident) }} ELSE {{ m.name | ident }} END
{% endif %}
{% endmacro %}

-- strlen counts bytes and is cheap; only a value with more bytes than the limit is worth counting in characters.
{% macro too_long(m) %}(strlen({{ c(m) }}) > {{ m.limit | param }} AND length({{ c(m) }}) > {{ m.limit | param }}){% endmacro %}

{% macro fitted(m) %}CASE WHEN strlen({{ c(m) }}) <= {{ m.limit | param }} THEN {{ c(m) }} ELSE left({{ c(m) }}, {{ m.limit | param }}) END{% endmacro %}

{% macro date(m) %}
{% if m.marks_unreadable %}CASE WHEN NOT prefix({{ c(m) }}, {{ unreadable | param }}) AND {{ plausible(m) }} THEN {{ c(m) }} END{% else %}
CASE WHEN regexp_full_match({{ c(m) }}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND TRY_CAST({{ c(m) }} AS DATE) IS NOT NULL AND {{ plausible(m) }} THEN {{ c(m) }} END
{% endif %}
{% endmacro %}

-- Years and days of one form compare as text.
{% macro plausible(m) %}
{% if m.plausible is none %}true{% else %}
(strlen({{ c(m) }}) = {{ m.first | length | param }} AND {{ c(m) }} BETWEEN {{ m.first | param }} AND {% if m.plausible.is_past %}{{ today | param }}{% else %}{{ m.last | param }}{% endif %}{% if m.plausible.never is not none %} OR {{ c(m) }} = {{ m.plausible.never | param }}{% endif %})
{% endif %}
{% endmacro %}

-- What the field's words mean.
{% macro word(m) %}
CASE lower({{ c(m) }}){% for given, meant in m.words.items() %} WHEN {{ given | param }} THEN {{ meant | param }}{% endfor %} END
{% endmacro %}

{% macro year(m) %}CASE WHEN regexp_full_match({{ c(m) }}, '[0-9]{4}') AND {{ plausible(m) }} THEN {{ c(m) }} END{% endmacro %}

-- A value that the kind of the field can read; NULL where it can't.
{% macro readable(m) %}
{% if m.words %}{{ word(m) }}
{% elif m.kind == "date" %}{{ date(m) }}
{% elif m.kind == "year" %}{{ year(m) }}
{% elif m.kind == "key" %}{{ c(m) }}
{% else %}{{ fitted(m) }}
{% endif %}
{% endmacro %}

-- The value of a field that goes into `record`.
{% macro value(m, settings) %}
{% if m.name == "site" %}c."site site"
{% elif m.name == "patron_type" %}
CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, default_of("patron_type")) }}
{% if settings.unknown_patron_type == "default" %}WHEN c."type persona" IS NULL THEN c."site default_patron_type" {% endif %}
ELSE {{ fitted(m) }} END
{% elif m.name == "access_level" %}
CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, default_of("access_level")) }}
WHEN list_contains({{ settings.access_levels | param }}, {{ c(m) }}) THEN {{ c(m) }} ELSE c."site default_access_level" END
{% elif m.name == "resource_group" %}
CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, default_of("resource_group")) }} ELSE {{ fitted(m) }} END
{% elif m.name == "status" %}
CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, status_default(settings)) }} ELSE coalesce({{ word(m) }}, {{ status_default(settings) }}) END
{% elif m.name == "gender" %}
CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, quoted_u()) }} ELSE coalesce({{ word(m) }}, 'U') END
{% elif m.name == "persona" %}CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, null()) }} ELSE {{ word(m) }} END
{% elif m.name == "action" %}nullif({{ word(m) }}, '')
{% elif m.kind == "year" %}CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, null()) }} ELSE coalesce({{ year(m) }}, '') END
{% elif m.when_blank in ("keep", none) and m.default is none %}{{ readable(m) }}
{% else %}CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, null()) }} ELSE {{ readable(m) }} END
{% endif %}
{% endmacro %}

{% macro default_of(name) %}{% if name == "patron_type" %}c."site default_patron_type"{% elif name == "access_level" %}c."site default_access_level"{% else %}c."site default_resource_group"{% endif %}{% endmacro %}

{% macro quoted_u() %}'U'{% endmacro %}

{% macro status_default(settings) %}{% if settings.invalid_status == "keep" %}NULL{% else %}'A'{% endif %}{% endmacro %}

{% macro persona_of_type(settings) %}
{% if settings.maps_patron_type %}
CASE WHEN c."patron_type" IS NULL THEN c."site default_persona" WHEN c."type persona" IS NOT NULL THEN c."type persona"
ELSE {% if settings.unknown_patron_type == "default" %}c."site default_persona"{% else %}'other'{% endif %} END
{% else %}NULL
{% endif %}
{% endmacro %}
