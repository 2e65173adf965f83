-- Reads delivered; writes a CSV for Koha's patron import: its column names, dates as YYYY-MM-DD, attributes as CODE:value.
{% import "report/csv_safe.sql" as csv with context %}
COPY (
    SELECT
        barcode AS cardnumber, username AS userid, {% if safe %}{{ csv.safe("last_name") }}{% else %}last_name{% endif %} AS surname,
        {% if safe %}{{ csv.safe("first_name") }}{% else %}first_name{% endif %} AS firstname, middle_name, nickname AS othernames,
        birth_date AS dateofbirth, nullif(gender, 'U') AS sex, email_1 AS email, email_2 AS emailpro, address_1_phone_1 AS phone,
        {% if safe %}{{ csv.safe("address_1_line_1") }}{% else %}address_1_line_1{% endif %} AS address, address_1_line_2 AS address2,
        address_1_city AS city, address_1_state AS state, address_1_zip AS zipcode, grade_level AS sort1, homeroom AS sort2,
        library AS branchcode, category AS categorycode,
        CASE WHEN inactive THEN {{ yesterday | param }} ELSE card_expires END AS dateexpiry
    FROM delivered ORDER BY place
) TO {{ path | path }} (FORMAT csv, HEADER true);
