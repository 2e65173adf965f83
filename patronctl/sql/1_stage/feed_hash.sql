-- A macro, no statement: one hash of the columns that the properties read.
{% macro feed_hash(feed) %}
{% if feed.used %}hash({% for name in feed.used %}{{ name | ident }}{% if not loop.last %}, {% endif %}{% endfor %}){% else %}CAST(NULL AS UBIGINT){% endif %}
{% endmacro %}
