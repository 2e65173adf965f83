-- Reads the feed once and the code tables, writes converted_record, or another table that is given: one row per record that can be read, in the order of the file.
{% from "2_recognize/feed_hash.sql" import feed_hash with context %}
{% import "3_convert/expression.sql" as properties with context %}
{% import "3_convert/check.sql" as check with context %}
{% import "1_stage/plain.sql" as plainly with context %}
{% import "3_convert/message.sql" as message with context %}
{% import "3_convert/outcome.sql" as outcome with context %}
CREATE TEMP TABLE {{ into | ident }} AS
WITH raw AS (
    {% include "1_stage/feed.sql" %}
), trimmed AS (
    -- Only the columns that feed_hash knows: a mapping that read another one would fail, instead of missing that it changed.
    SELECT true AS {{ trimmed | ident }}{% for name in feed.used %}, {{ name | ident }},
        {% if feed.is_quarantine %}{{ properties.trim(properties.unguarded(name | ident)) }}{% else %}{{ properties.trim(name | ident) }}{% endif %} AS {{ (name ~ trimmed) | ident }}{% endfor %}
    FROM raw
), feed AS (
    SELECT *{% for name in feed.of_identifiers %}, {{ plainly.identifier((name ~ trimmed) | ident) }} AS {{ (name ~ as_identifier) | ident }}{% endfor %}

    FROM trimmed
), converted AS (
    SELECT
        {{ feed_hash(feed) }} AS feed_hash,
        {{ message.not_plain(feed) }} AS "not plain",
        {% if feed.is_quarantine %}coalesce({% for name in feed.used %}{{ (name ~ trimmed) | ident }}{{ properties.comma(loop) }}{% endfor %}) IS NULL OR {% endif %}
        {% for rule in skip_rules %}{% if not loop.first %} OR {% endif %}({% for c in rule %}{{ properties.condition(c) }}{% if not loop.last %} AND {% endif %}{% endfor %}){% else %}false{% endfor %} AS left_out,
        {% for m in mappings %}
        {{ properties.converted(m) }} AS {{ m.name | ident }}{{ properties.comma(loop) }}
        {% endfor %}
    FROM feed
), given AS (
    -- Whatever a value is made of: from here on all are read in one way, a default of the properties too.
    SELECT
        feed_hash, "not plain", left_out,
        {% if site_default %}"site" IS NULL AS "site blank",{% endif %}

        {% for m in mappings %}
        {{ check.given(m) }} AS {{ m.name | ident }}{{ properties.comma(loop) }}
        {% endfor %}
    FROM converted
), placed AS (
    -- No join: it could hand the records on in another order, and their order is what says on which line one stands.
    SELECT *,
        {% for name in ("site", "default_patron_type", "default_access_level", "default_resource_group", "default_persona") %}
        list_extract(getvariable({{ ("site " ~ name) | param }}), enum_code(TRY_CAST("site" AS known_site)) + 1) AS {{ ("site " ~ name) | ident }},
        {% endfor %}
        {% if settings.maps_patron_type %}list_extract(getvariable('type persona'), enum_code(TRY_CAST(left("patron_type", {{ by_name.patron_type.limit | param }}) AS known_patron_type)) + 1){% else %}NULL{% endif %} AS "type persona"
    FROM given
), checked AS (
    SELECT
        c.feed_hash,
        c.left_out,
        {% if site_default %}c."site blank" AS site_blank,{% endif %}

        {% for m in mappings if m.kind != "secret" %}
        {{ check.value(m, settings) }} AS {{ m.name | ident }},
        {% endfor %}
        {{ outcome.match_key(by_name, settings) }} AS match_key,
        {{ outcome.error(by_name, settings) }} AS error,
        {{ outcome.add_error(by_name, settings) }} AS add_error,
        {% if settings.derives_persona %}{{ check.persona_of_type(settings) }} AS "persona",{% endif %}
        {% for m in mappings if m.kind == "secret" %}
        CASE WHEN c."password" IS NULL THEN {{ check.blank(m, check.null()) }} ELSE sha256(concat({{ settings.password_key | param }}, {{ outcome.match_key(by_name, settings) }}, {{ check.fitted(m) }})) END AS password_fingerprint,
        {% endfor %}
        nullif(concat_ws({{ separator | param }}, c."not plain", {% for m in mappings %}{{ message.messages(m, settings) }}{{ properties.comma(loop) }}{% endfor %}{{ message.unmapped(settings) }}), '') AS messages
    FROM placed AS c
)
SELECT *,
    hash({% for name in outputs %}{{ name | ident }}{{ properties.comma(loop) }}{% endfor %}) AS record_hash
FROM checked;
