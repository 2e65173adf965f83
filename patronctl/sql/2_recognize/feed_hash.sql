-- A macro, no statement: one hash of the columns that the properties read. It is kept in the store, where most of them can be read as well; so of a
-- column that only a password is made of it has the fingerprint, or the passwords could be tried against it.
{% macro feed_hash(feed) %}
{% if feed.used %}
hash({% for name in feed.used %}
{% if name in feed.secret %}CASE WHEN {{ name | ident }} IS NOT NULL THEN sha256(concat({{ feed.key | param }}, {{ name | ident }})) END{% else %}{{ name | ident }}{% endif %}
{% if not loop.last %}, {% endif %}
{% endfor %})
{% else %}CAST(NULL AS UBIGINT)
{% endif %}
{% endmacro %}
