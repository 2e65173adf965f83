-- Macros, no statement: the properties language (docs/rules.md, part 3), one macro a construct. NULL is blank.
{% macro column(name, trim) %}feed.{{ (name ~ (trimmed if trim else "")) | ident }}{% endmacro %}

-- A cell of a quarantine file that was made harmless for spreadsheets is itself again.
{% macro unguarded(x) %}CASE WHEN regexp_matches({{ x }}, {{ guarded | param }}) THEN {{ x }}[2:] ELSE {{ x }} END{% endmacro %}

-- Nearly every value needs no trimming, and to see that is ten times cheaper than to trim.
{% macro trim(x) %}
CASE WHEN {{ x }} < '!' OR prefix({{ x }}, {{ no_break_space | param }}) {% for space in white_space %}OR suffix({{ x }}, {{ space | param }}) {% endfor %}
THEN nullif(trim({{ x }}, {{ white_space | param }}), '') ELSE {{ x }} END
{% endmacro %}

{% macro part(p, trim) %}
{% if p.kind == "text" %}{{ p.text | param }}
{% elif p.kind == "whole" %}{{ column(p.column, trim) }}
{% elif p.kind == "first" %}left({{ column(p.column, trim) }}, {{ p.length | param }})
{% elif p.kind == "last" %}right({{ column(p.column, trim) }}, {{ p.length | param }})
{% else %}substring({{ column(p.column, trim) }}, {{ p.start | param }}, {{ p.length | param }})
{% endif %}
{% endmacro %}

{% macro template(parts, trim) %}
{% set columns = parts | rejectattr("kind", "equalto", "text") | list %}
{% if columns %}
CASE WHEN coalesce({% for p in columns %}{{ column(p.column, trim) }}{{ comma(loop) }}{% endfor %}) IS NOT NULL
THEN nullif(concat({% for p in parts %}{{ part(p, trim) }}{{ comma(loop) }}{% endfor %}), '') END
{% else %}
nullif(concat({% for p in parts %}{{ part(p, trim) }}{{ comma(loop) }}{% endfor %}), '')
{% endif %}
{% endmacro %}

{% macro comma(loop) %}{% if not loop.last %}, {% endif %}{% endmacro %}

{% macro origin(m) %}
{% if m.origin == "column" %}{{ column(m.column, m.trim) }}
{% elif m.origin == "value" %}nullif({{ m.value | param }}, '')
{% elif m.origin == "template" %}{{ maybe_trimmed(m, template(m.template, m.trim)) }}
{% elif m.origin == "parts" %}{{ maybe_trimmed(m, joined(m.parts)) }}
{% elif m.origin == "choose" %}CASE WHEN {{ converted(m.if_blank) }} IS NULL THEN {{ converted(m.take) }} ELSE {{ converted(m.otherwise) }} END
{% else %}{% if m.trim %}nullif(trim(CAST(TRY({{ m.sql | expression }}) AS VARCHAR), {{ white_space | param }}), ''){% else %}nullif(CAST(TRY({{ m.sql | expression }}) AS VARCHAR), ''){% endif %}
{% endif %}
{% endmacro %}

{% macro maybe_trimmed(m, x) %}{% if m.trim %}nullif(trim({{ x }}, {{ white_space | param }}), ''){% else %}{{ x }}{% endif %}{% endmacro %}

-- Pieces one after the other; blank when all that are no constant are blank. Pieces within pieces are written once and bound to a
-- name (in a list of one, which is DuckDB's way), or else a statement would double with every level.
{% macro joined(pieces) %}
{% if pieces | length == 1 %}{{ converted(pieces[0]) }}
{% elif pieces | selectattr("deep") | list %}
list_transform([[{% for p in pieces %}{{ converted(p) }}{{ comma(loop) }}{% endfor %}]], lambda v:
    CASE WHEN {% for p in pieces if p.origin != "value" %}v[{{ (pieces.index(p) + 1) | param }}] IS NOT NULL OR {% endfor %}false THEN nullif(array_to_string(v, ''), '') END)[1]
{% else %}
{% set asked = pieces | rejectattr("origin", "equalto", "value") | list %}
{% if asked %}CASE WHEN coalesce({% for p in asked %}{{ converted(p) }}{{ comma(loop) }}{% endfor %}) IS NOT NULL THEN {% endif %}
nullif(concat({% for p in pieces %}{{ converted(p) }}{{ comma(loop) }}{% endfor %}), '')
{% if asked %}END{% endif %}
{% endif %}
{% endmacro %}

{% macro if_empty(m, x) %}
{% if m.if_empty %}coalesce({{ x }}{% for other in m.if_empty %}, {{ converted(other) }}{% endfor %}){% else %}{{ x }}{% endif %}
{% endmacro %}

{% macro group(m, p, x) %}
{% if p.kind == "text" %}{{ p.text | param }}
{% elif p.kind == "whole" %}regexp_extract({{ x }}, {{ m.regex | param }}, {{ p.column | int | param }})
{% elif p.kind == "first" %}left(regexp_extract({{ x }}, {{ m.regex | param }}, {{ p.column | int | param }}), {{ p.length | param }})
{% elif p.kind == "last" %}right(regexp_extract({{ x }}, {{ m.regex | param }}, {{ p.column | int | param }}), {{ p.length | param }})
{% else %}substring(regexp_extract({{ x }}, {{ m.regex | param }}, {{ p.column | int | param }}), {{ p.start | param }}, {{ p.length | param }})
{% endif %}
{% endmacro %}

{% macro regex(m, x) %}
{% if m.regex and m.regex_parts %}
CASE WHEN regexp_matches({{ x }}, {{ m.regex | param }}) THEN nullif(concat({% for p in m.regex_parts %}{{ group(m, p, x) }}{{ comma(loop) }}{% endfor %}), '') END
{% elif m.regex %}nullif(regexp_extract({{ x }}, {{ m.regex | param }}, {{ m.regex_group | param }}), ''){% else %}{{ x }}{% endif %}
{% endmacro %}

-- A date that can't be read keeps its text behind a mark, so that the check can quote it.
{% macro date(m, x) %}
{% if m.date %}coalesce(CAST(CAST(coalesce({% for f in m.date %}try_strptime({{ x }}, {{ f | param }}){{ comma(loop) }}{% endfor %}) AS DATE) AS VARCHAR), {% if m.kind == "date" %}{{ unreadable | param }} || {% endif %}{{ x }}){% else %}{{ x }}{% endif %}
{% endmacro %}

{% macro map(m, x) %}
{% if m.map is none %}{{ x }}
{% elif not m.map and m.map_blank %}{{ converted(m.map_default) }}
{% else %}
CASE coalesce({{ x }}, '')
{% for row in m.map %}WHEN {{ row.given | param }} THEN {{ converted(row.replacement) }}
{% endfor %}
{% if not m.map_blank and "" not in m.map | map(attribute="given") | list %}WHEN '' THEN NULL
{% endif %}
ELSE {% if m.map_default is none %}{{ x }}{% else %}{{ converted(m.map_default) }}{% endif %} END
{% endif %}
{% endmacro %}

{% macro pad(m, x) %}
{% if m.pad_left %}CASE WHEN length({{ x }}) < {{ m.pad_left | param }} THEN lpad({{ x }}, {{ m.pad_left | param }}, {{ m.pad_with | param }}) ELSE {{ x }} END{% else %}{{ x }}{% endif %}
{% endmacro %}

{% macro case(m, x) %}
{% if m.case == "lower" %}lower({{ x }})
{% elif m.case == "upper" %}upper({{ x }})
{% elif m.case == "title" %}array_to_string(list_transform(regexp_extract_all(lower({{ x }}), {{ words | param }}), lambda word: upper(left(word, 1)) || word[2:]), '')
{% else %}{{ x }}
{% endif %}
{% endmacro %}

-- The value that a map looks up.
{% macro before_map(m) %}{{ date(m, regex(m, if_empty(m, origin(m)))) }}{% endmacro %}

{% macro changed(m, x) %}{{ case(m, pad(m, map(m, date(m, regex(m, x))))) }}{% endmacro %}
{% macro v() %}v{% endmacro %}

{% macro converted(m) %}
{% if m.deep and m.changes %}list_transform([{{ if_empty(m, origin(m)) }}], lambda v: {{ changed(m, v()) }})[1]
{% else %}{{ changed(m, if_empty(m, origin(m))) }}
{% endif %}
{% endmacro %}

{% macro condition(c) %}
{% if c.kind == "prefix" %}coalesce(prefix({{ column(c.column, true) }}, {{ c.value | param }}), false)
{% elif c.kind == "matches" %}coalesce(regexp_matches({{ column(c.column, true) }}, {{ c.value | param }}), false)
{% elif c.kind == "equals" %}coalesce({{ column(c.column, true) }}, '') = {{ c.value | param }}
{% elif c.kind == "in" %}list_contains({{ c.value | param }}, coalesce({{ column(c.column, true) }}, ''))
{% else %}({{ column(c.column, true) }} IS NULL) = {{ c.value | param }}
{% endif %}
{% endmacro %}
