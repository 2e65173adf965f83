-- Reads glimpsed_record, glimpsed_value, store.patron; writes glimpsed: the patrons whose keys stand in lines that are no records. They are
-- in the file: their key is what a line's columns make when they are counted from either end, or it stands in any place of the line.
CREATE TEMP TABLE glimpsed AS
SELECT patron_id
FROM store.patron
WHERE {% if match_on == "district_id" %}district_id{% else %}concat(site, {{ unit | param }}, barcode){% endif %} IN (SELECT match_key FROM glimpsed_record)
    OR {% if match_on == "district_id" %}district_id{% else %}barcode{% endif %} IN (SELECT value FROM glimpsed_value);
