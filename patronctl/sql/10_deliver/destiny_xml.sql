-- Reads delivered: one row a patron, as Destiny's patron XML; no deletion is ever written.
{% from "10_deliver/xml.sql" import cdata %}
SELECT concat(
    '<Patron action="addmodify"><Match>',
    CASE WHEN district_id IS NOT NULL THEN concat('<DistrictID>', {{ cdata("district_id" | ident) }}, '</DistrictID>')
    ELSE concat('<Barcode>', {{ cdata("barcode" | ident) }}, '</Barcode><SiteShortName>', {{ cdata("site" | ident) }}, '</SiteShortName>') END,
    '</Match>',
    {% for column, element in elements %}
    CASE WHEN {{ column | ident }} IS NOT NULL THEN concat({{ ("<" ~ element ~ ">") | param }}, {% if column in dates %}strftime(TRY_CAST({{ column | ident }} AS DATE), '%Y%m%d'){% else %}{{ cdata(column | ident) }}{% endif %}, {{ ("</" ~ element ~ ">") | param }}) END,
    {% endfor %}
    '</Patron>'
) AS text
FROM delivered
ORDER BY place;
