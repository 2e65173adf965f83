-- Reads delivered: one row a patron, as a user of FOLIO's user import. An empty value is left out, so that the import keeps what is there.
SELECT CAST(json_merge_patch('{}', json_object(
    'externalSystemId', coalesce(district_id, barcode),
    'username', coalesce(username, district_id, barcode),
    'barcode', barcode,
    'patronGroup', category,
    'active', NOT inactive,
    'expirationDate', card_expires,
    'personal', json_merge_patch('{}', json_object(
        'lastName', last_name, 'firstName', first_name, 'middleName', middle_name, 'preferredFirstName', nickname,
        'dateOfBirth', birth_date, 'email', email_1, 'phone', address_1_phone_1
    ))
)) AS VARCHAR) AS text
FROM delivered
WHERE coalesce(district_id, barcode) IS NOT NULL
ORDER BY place;
