-- Reads the views of the rules; writes verdict: one row per patron whom a rule hits, or would hit but for transactions.
-- All rules look at one snapshot. The first rule that hits wins; a patron whom none hits is kept by the first that held back.
CREATE OR REPLACE TEMP TABLE verdict AS
WITH every_rule AS (
{% for rule in rules %}
    SELECT * FROM {{ rule.view | ident }} WHERE verdict IN ('hit', 'kept_transactions', 'kept_unknown')
{% if not loop.last %}
    UNION ALL
{% endif %}
{% endfor %}
)
SELECT *
FROM every_rule
QUALIFY row_number() OVER (PARTITION BY patron_id ORDER BY verdict <> 'hit', position) = 1;
