-- Macros, no statement: the properties language (docs/rules.md, part 3), one macro a construct. NULL is blank.
{% import "1_stage/plain.sql" as plainly with context %}
{% macro column(name, trim) %}feed.{{ (name ~ (as_identifier if trim == "plain" else trimmed if trim else "")) | ident }}{% endmacro %}

-- A cell of a quarantine file that was made harmless for spreadsheets is itself again.
{% macro unguarded(x) %}CASE WHEN regexp_matches({{ x }}, {{ guarded | param }}) THEN {{ x }}[2:] ELSE {{ x }} END{% endmacro %}

-- Nearly every value needs no trimming, and to see that is ten times cheaper than to trim.
{% macro trim(x) %}
CASE WHEN {{ x }} < '!' OR {{ x }} > {{ last_of_ascii | param }} {% for space in often_at_the_end %}OR suffix({{ x }}, {{ space | param }}) {% endfor %}
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

-- A year of two digits: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068; where that is still to come and the field is about the past, a
-- hundred years earlier.
{% macro two_digits(m, f, x) %}
{% if m.is_past %}CASE WHEN year(try_strptime({{ x }}, {{ f.two_digits | param }})) > {{ this_year | param }} THEN try_strptime({{ x }}, {{ f.two_digits | param }}) - to_years(100)
ELSE try_strptime({{ x }}, {{ f.two_digits | param }}) END{% else %}try_strptime({{ x }}, {{ f.two_digits | param }}){% endif %}
{% endmacro %}

{% macro read_date(m, f, x) %}
{% if f.two_digits is none %}try_strptime({{ x }}, {{ f.format | param }})
{% elif f.shorter_than %}CASE WHEN strlen({{ x }}) < {{ f.shorter_than | param }} THEN coalesce({{ two_digits(m, f, x) }}, try_strptime({{ x }}, {{ f.format | param }})) ELSE try_strptime({{ x }}, {{ f.format | param }}) END
{% else %}{{ two_digits(m, f, x) }}, try_strptime({{ x }}, {{ f.format | param }})
{% endif %}
{% endmacro %}

-- A date that can't be read keeps its text behind a mark, so that the check can quote it.
{% macro date(m, x) %}
{% if m.date %}coalesce(CAST(CAST(coalesce({% for f in m.date %}{{ read_date(m, f, x) }}{{ comma(loop) }}{% endfor %}) AS DATE) AS VARCHAR), {% if m.kind == "date" %}{{ unreadable | param }} || {% endif %}{{ x }}){% else %}{{ x }}{% endif %}
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

-- The engine knows one letter for one letter; where Unicode's tables have several, or another one at the beginning of a word, they are asked.
{% macro raised(x, special) %}
CASE WHEN strlen({{ x }}) <> length({{ x }}) AND regexp_matches({{ x }}, {{ special.any | param }})
THEN array_to_string(list_transform(regexp_extract_all({{ x }}, '(?s).'), lambda one: coalesce(list_extract({{ special.becomes | param }}, list_position({{ special.letters | param }}, one)), upper(one))), '')
ELSE upper({{ x }}) END
{% endmacro %}

-- A sigma at the end of a word has a form of its own, and the dot of İ stays on it.
{% macro lowered(x) %}
CASE WHEN contains({{ x }}, 'Σ') OR contains({{ x }}, 'İ') THEN regexp_replace(lower(replace({{ x }}, 'İ', 'i̇')), {{ letters.last_sigma | param }}, '\1ς\2', 'g') ELSE lower({{ x }}) END
{% endmacro %}

{% macro first_letter() %}left(word, 1){% endmacro %}

{% macro case(m, x) %}
{% if m.case == "lower" %}{{ lowered(x) }}
{% elif m.case == "upper" %}{{ raised(x, letters.upper) }}
{% elif m.case == "title" %}array_to_string(list_transform(regexp_extract_all({{ lowered(x) }}, {{ letters.words | param }}), lambda word: {{ raised(first_letter(), letters.title) }} || word[2:]), '')
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
