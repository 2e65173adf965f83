-- Reads the views of the rules; writes the table that is named: whom the rules reach, each by the first rule that does. Who would be deleted
-- in spite of transactions counts, because nobody knows about transactions here.
CREATE OR REPLACE TEMP TABLE {{ table | ident }} AS
WITH every_rule AS (
{% for rule in rules %}
    SELECT patron_id, action, position FROM {{ rule.view | ident }} WHERE verdict IN ('hit', 'no_transactions')
{% if not loop.last %}
    UNION ALL
{% endif %}
{% endfor %}
)
SELECT patron_id, action
FROM every_rule
QUALIFY row_number() OVER (PARTITION BY patron_id ORDER BY position) = 1;
