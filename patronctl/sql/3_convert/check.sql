-- Macros, no statement: what a field may hold (docs/rules.md, parts 2 and 5). `c` is the converted record with what its site and its patron type say.
-- Of a record's field NULL means keep the stored value, '' means clear it.
{% macro c(m) %}c.{{ m.name | ident }}{% endmacro %}

{% macro blank(m, default) %}
{% if m.when_blank == "keep" %}NULL{% elif m.when_blank == "clear" %}''{% elif m.default is not none %}{{ m.default | param }}{% else %}{{ default }}{% endif %}
{% endmacro %}

{% macro null() %}NULL{% endmacro %}

-- strlen counts bytes and is cheap; only a value with more bytes than the limit is worth counting in characters.
{% macro too_long(m) %}(strlen({{ c(m) }}) > {{ m.limit | param }} AND length({{ c(m) }}) > {{ m.limit | param }}){% endmacro %}

{% macro fitted(m) %}CASE WHEN strlen({{ c(m) }}) <= {{ m.limit | param }} THEN {{ c(m) }} ELSE left({{ c(m) }}, {{ m.limit | param }}) END{% endmacro %}

{% macro date(m) %}
{% if m.marks_unreadable %}CASE WHEN NOT prefix({{ c(m) }}, {{ unreadable | param }}) THEN {{ c(m) }} END{% else %}
CASE WHEN regexp_full_match({{ c(m) }}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND TRY_CAST({{ c(m) }} AS DATE) IS NOT NULL THEN {{ c(m) }} END
{% endif %}
{% endmacro %}

{% macro boolean(m) %}
CASE lower({{ c(m) }}) WHEN 't' THEN 'true' WHEN 'y' THEN 'true' WHEN 'true' THEN 'true' WHEN 'yes' THEN 'true' WHEN '1' THEN 'true'
WHEN 'f' THEN 'false' WHEN 'n' THEN 'false' WHEN 'false' THEN 'false' WHEN 'no' THEN 'false' WHEN '0' THEN 'false' END
{% endmacro %}

{% macro year(m) %}CASE WHEN regexp_full_match({{ c(m) }}, '[0-9]{4}') THEN {{ c(m) }} END{% endmacro %}

{% macro status(m) %}
CASE upper({{ c(m) }}) WHEN 'A' THEN 'A' WHEN 'ACTIVE' THEN 'A' WHEN 'I' THEN 'I' WHEN 'INACTIVE' THEN 'I' WHEN 'R' THEN 'R' WHEN 'RESTRICTED' THEN 'R' END
{% endmacro %}

{% macro gender(m) %}
CASE upper({{ c(m) }}) WHEN 'M' THEN 'M' WHEN 'MALE' THEN 'M' WHEN 'F' THEN 'F' WHEN 'FEMALE' THEN 'F' WHEN 'U' THEN 'U' WHEN 'UNKNOWN' THEN 'U' WHEN 'UNSPECIFIED' THEN 'U' END
{% endmacro %}

{% macro persona(m) %}CASE WHEN lower({{ c(m) }}) IN ('student', 'faculty', 'other') THEN lower({{ c(m) }}) END{% endmacro %}

-- A value that the kind of the field can read; NULL where it can't.
{% macro readable(m) %}
{% if m.name == "status" %}{{ status(m) }}
{% elif m.name == "gender" %}{{ gender(m) }}
{% elif m.name == "persona" %}{{ persona(m) }}
{% elif m.kind == "date" %}{{ date(m) }}
{% elif m.kind == "boolean" %}{{ boolean(m) }}
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
CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, status_default(settings)) }} ELSE coalesce({{ status(m) }}, {{ status_default(settings) }}) END
{% elif m.name == "gender" %}
CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, quoted_u()) }} ELSE coalesce({{ gender(m) }}, 'U') END
{% elif m.name == "persona" %}CASE WHEN {{ c(m) }} IS NULL THEN {{ blank(m, null()) }} ELSE {{ persona(m) }} END
{% elif m.name == "action" %}CASE WHEN lower({{ c(m) }}) = 'delete' THEN 'delete' END
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
