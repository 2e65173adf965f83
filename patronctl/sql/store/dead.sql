-- Reads how the tables that each night deletes from lie in the store's file: their rows, and those among them that are deleted but still take room.
{% for table in ("patron", "sighting") %}
SELECT rows_written AS rows, rows_written - (SELECT count(*) FROM store.{{ table | ident }}) AS dead
FROM (
    SELECT coalesce(sum(count), 0)::BIGINT AS rows_written
    FROM pragma_storage_info({{ ("store." ~ table) | param }})
    WHERE column_name = 'patron_id' AND segment_type <> 'VALIDITY'
)
{% if not loop.last %}UNION ALL{% endif %}

{% endfor %}
