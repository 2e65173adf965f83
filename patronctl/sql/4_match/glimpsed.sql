-- Reads unreadable, glimpsed_record, store.patron; writes glimpsed: the patrons whose keys stand in lines that are no records. They are in the
-- file: their key is what a line's columns make when they are counted from either end, or it stands in any place of the line.
{% set key = "district_id" if match_on == "district_id" else "barcode" %}
CREATE TEMP TABLE glimpsed AS
WITH value AS (
    SELECT trim(unnest(string_split(translate(replace(text, {{ quote | param }}, ''), {{ line_ends | param }}, {{ (delimiter ~ delimiter) | param }}),
        {{ delimiter | param }}))) AS text
    FROM unreadable
)
SELECT patron_id
FROM store.patron
WHERE {% if match_on == "district_id" %}district_id{% else %}concat(site, {{ unit | param }}, barcode){% endif %} IN (SELECT match_key FROM glimpsed_record)
    OR {{ key | ident }} IN (SELECT text FROM value WHERE text <> '');
