-- Writes the code tables of a run from the district's configuration and store.patron_type: small, and asked while the feed is read.
-- They come as JSON: a list of hundreds of values as a parameter takes longer than the rest of the step.
CREATE TEMP TABLE patron_type_code AS
WITH configured AS (
    SELECT unnest(from_json({{ patron_types | param }}, '[{"name": "VARCHAR", "persona": "VARCHAR"}]'), recursive := true)
)
SELECT name, persona FROM configured
UNION ALL
SELECT DISTINCT name, 'other' FROM store.patron_type WHERE name NOT IN (SELECT name FROM configured);

CREATE TEMP TABLE site_code AS
WITH configured AS (
    SELECT unnest(from_json({{ sites | param }}, '[{
        "code": "VARCHAR", "site": "VARCHAR", "default_patron_type": "VARCHAR", "default_access_level": "VARCHAR", "default_resource_group": "VARCHAR"
    }]'), recursive := true)
)
SELECT configured.*, coalesce(type.persona, 'other') AS default_persona
FROM configured
LEFT JOIN patron_type_code AS type ON type.name = configured.default_patron_type;

-- The codes as types: a value is looked up by hash while the feed is read, without a join that could change the order of records.
CREATE TYPE known_site AS ENUM (SELECT code FROM site_code ORDER BY rowid);
CREATE TYPE known_patron_type AS ENUM (SELECT name FROM patron_type_code ORDER BY rowid);

-- What each code stands for, in the order of its type.
{% for name in ("site", "default_patron_type", "default_access_level", "default_resource_group", "default_persona") %}
SET VARIABLE {{ ("site " ~ name) | ident }} = (SELECT list({{ name | ident }} ORDER BY rowid) FROM site_code);
{% endfor %}
SET VARIABLE "type persona" = (SELECT list(persona ORDER BY rowid) FROM patron_type_code);

CREATE TEMP TABLE message_code AS
SELECT unnest(from_json({{ message_codes | param }}, '[{"code": "VARCHAR", "severity": "VARCHAR", "outcome": "VARCHAR", "outcome_of_new": "VARCHAR"}]'), recursive := true);
