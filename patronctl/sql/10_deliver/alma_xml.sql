-- Reads delivered: one row a patron, as a user of Alma's published user format.
{% from "10_deliver/xml.sql" import escaped %}
{% macro element(name, column) %}CASE WHEN {{ column | ident }} IS NOT NULL THEN concat('<', {{ name | param }}, '>', {{ escaped(column | ident) }}, '</', {{ name | param }}, '>') END{% endmacro %}
SELECT concat(
    '<user><record_type>PUBLIC</record_type>',
    '<primary_id>', {{ escaped("primary_id" | ident) }}, '</primary_id>',
    {{ element("first_name", "first_name") }}, {{ element("middle_name", "middle_name") }}, {{ element("last_name", "last_name") }},
    {{ element("pref_first_name", "nickname") }},
    CASE WHEN birth_date IS NOT NULL THEN concat('<birth_date>', birth_date, 'Z</birth_date>') END,
    '<user_group>', {{ escaped("category" | ident) }}, '</user_group><campus_code>', {{ escaped("library" | ident) }}, '</campus_code>',
    CASE WHEN inactive THEN concat('<expiry_date>', {{ yesterday | param }}, 'Z</expiry_date>') WHEN card_expires IS NOT NULL THEN concat('<expiry_date>', card_expires, 'Z</expiry_date>') END,
    '<account_type>EXTERNAL</account_type><status>', CASE WHEN inactive THEN 'INACTIVE' ELSE 'ACTIVE' END, '</status>',
    '<contact_info>',
    CASE WHEN address_1_line_1 IS NOT NULL THEN concat('<addresses><address preferred="true">', {{ element("line1", "address_1_line_1") }}, {{ element("line2", "address_1_line_2") }}, {{ element("city", "address_1_city") }}, {{ element("state_province", "address_1_state") }}, {{ element("postal_code", "address_1_zip") }}, '<address_types><address_type>home</address_type></address_types></address></addresses>') END,
    CASE WHEN email_1 IS NOT NULL THEN concat('<emails><email preferred="true">', {{ element("email_address", "email_1") }}, '<email_types><email_type>school</email_type></email_types></email></emails>') END,
    CASE WHEN address_1_phone_1 IS NOT NULL THEN concat('<phones><phone preferred="true">', {{ element("phone_number", "address_1_phone_1") }}, '<phone_types><phone_type>home</phone_type></phone_types></phone></phones>') END,
    '</contact_info>',
    CASE WHEN barcode IS NOT NULL THEN concat('<user_identifiers><user_identifier segment_type="External"><id_type>BARCODE</id_type><value>', {{ escaped("barcode" | ident) }}, '</value><status>ACTIVE</status></user_identifier></user_identifiers>') END,
    '</user>'
) AS text
FROM (SELECT *, coalesce(district_id, barcode) AS primary_id FROM delivered)
WHERE primary_id IS NOT NULL
ORDER BY place;
