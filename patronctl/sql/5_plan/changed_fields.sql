-- Reads target and change: in how many known patrons each field gets another value, for each of the feed's sites and, with site NULL, in all; and,
-- with the prefix `over`, in how many one value takes the place of another that counts as another.
{% import "5_plan/likeness.sql" as like with context %}
SELECT
    target.site AS "at site"
    {% for field in fields %}, count(*) FILTER ({{ field.name | ident }} IS DISTINCT FROM {{ ("stored_" ~ field.name) | ident }}) AS {{ field.name | ident }}{% endfor %}

    {% for field in fields if field.name in limited %}, count(*) FILTER ({{ ("stored_" ~ field.name) | ident }} IS NOT NULL AND {{ field.name | ident }} IS DISTINCT FROM {{ ("stored_" ~ field.name) | ident }}
        AND {{ like.counted(field, field.name | ident) }} IS DISTINCT FROM {{ like.counted(field, ("stored_" ~ field.name) | ident) }}) AS {{ ("over " ~ field.name) | ident }}{% endfor %}

FROM target
WHERE record IN (SELECT record FROM change WHERE action <> 'added')
GROUP BY GROUPING SETS ((target.site), ())
HAVING target.site IS NOT NULL OR grouping(target.site) = 1;
