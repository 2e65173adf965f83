-- A macro, no statement: is a patron in the job's retirement scope? Every limit that is given must hold; what isn't known is outside.
{% macro in_scope(patron) %}
coalesce((len(policy.patron_types) = 0 OR list_contains(policy.patron_types, {{ patron | ident }}.patron_type))
    AND (len(policy.access_levels) = 0 OR list_contains(policy.access_levels, {{ patron | ident }}.access_level))
    AND (len(policy.personas) = 0 OR list_contains(policy.personas, {{ patron | ident }}.persona)), false)
{% endmacro %}

-- A macro, no statement: is a patron active, restricted or inactive, as the rules see it?
{% macro standing(patron) %}
CASE
    WHEN {{ patron | ident }}.status = 'I' THEN 'inactive'
    WHEN {{ patron | ident }}.status = 'R' AND NOT policy.include_restricted THEN 'restricted'
    ELSE 'active'
END
{% endmacro %}
