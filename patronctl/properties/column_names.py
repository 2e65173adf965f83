"""What student information systems call their columns. Data: a new system is a few names in this table."""

import re

_SYSTEMS = {
    "every": {
        "site": "school site campus building schoolcode schoolnumber schoolno schoolid schoolname schoolabbreviation sitecode siteid",
        "district_id": "id studentid studentnumber studentno pupilid pupilnumber districtid localid localstudentid permanentid personid",
        "barcode": "barcode libraryid librarybarcode cardnumber patronbarcode",
        "last_name": "lastname surname familyname studentlastname legallastname lname",
        "first_name": "firstname givenname forename studentfirstname legalfirstname fname",
        "middle_name": "middlename middleinitial studentmiddlename middle mi mname",
        "nickname": "nickname preferredname preferredfirstname goesby alias",
        "grade_level": "grade gradelevel currentgrade gradecode yearlevel",
        "gender": "gender sex gendercode",
        "homeroom": "homeroom homeroomname homeroomnumber room hr advisory homeroomteacher",
        "graduation_year": "gradyear graduationyear yearofgraduation classof gradyr expectedgraduationyear graduatingclass cohortyear",
        "birth_date": "birthdate dob dateofbirth birthday birthdt",
        "email_1": "email emailaddress studentemail schoolemail mail emailprimary primaryemail",
        "email_2": "email2 secondaryemail parentemail guardianemail emailsecondary",
        "username": "username login loginid networkid userid studentusername",
        "password": "password studentpassword pin passwd",
        "address_1_line_1": "street address address1 addressline1 streetaddress mailingaddress homeaddress addressline",
        "address_1_line_2": "address2 addressline2 apt apartment unit",
        "address_1_city": "city mailingcity homecity town",
        "address_1_state": "state mailingstate homestate stateprovince province",
        "address_1_zip": "zip zipcode postalcode postcode mailingzip homezip",
        "address_1_phone_1": "phone phonenumber homephone telephone primaryphone phone1 hometelephone",
        "address_1_phone_2": "cell cellphone mobile mobilephone phone2 secondaryphone parentphone",
        "patron_type": "patrontype usertype persontype role usercategory",
        "access_level": "accesslevel",
        "status": "status enrolled active enrollmentstatus enrolstatus isactive studentstatus",
        "card_expires": "cardexpires expirationdate expires carddate",
        "is_teacher": "isteacher teacher",
        "acceptable_use_policy_on_file": "aup acceptableuse acceptableusepolicy aupsigned aupn",
        "resource_group": "resourcegroup",
    },
    "PowerSchool": {
        "district_id": "studentnumber",
        "site": "schoolid enrollmentschoolid",
        "status": "enrollstatus",
        "homeroom": "homeroom",
        "graduation_year": "schedyearofgraduation",
        "username": "studentwebid",
        "password": "studentwebpassword",
    },
    "Infinite Campus": {
        "district_id": "studentnumber",
        "site": "schoolnumber schoolname calendarschoolnumber",
        "graduation_year": "gradyear diplomayear nclbcohortendyear",
        "homeroom": "homeroomteacher",
        "status": "activeyear activetoday",
        "address_1_line_1": "householdaddress addressline1",
    },
    "Skyward": {
        "district_id": "otherid studentotherid alphakey namekey",
        "site": "entity entityid entitycode",
        "last_name": "stulastname",
        "first_name": "stufirstname",
        "middle_name": "stumiddlename",
        "grade_level": "stugrade",
        "graduation_year": "gryr yrgrad stugradyr",
        "birth_date": "stubirthdate",
        "gender": "stugender",
        "homeroom": "stuhomeroom homeroomnumber",
    },
    "Aeries": {
        "district_id": "permid",
        "site": "schoolcode",
        "grade_level": "grd",
        "address_1_line_1": "residenceaddress mailingaddress",
        "address_1_city": "residencecity",
        "address_1_state": "residencestate",
        "address_1_zip": "residencezip residencezipcode",
        "address_1_phone_1": "primarytelephone",
    },
    "Synergy": {
        "district_id": "sisnumber permid",
        "site": "organizationname orgname",
        "nickname": "nickname",
        "homeroom": "homeroom hmrm",
        "address_1_line_1": "homeaddress",
        "graduation_year": "expectedgradyear",
    },
    "OneRoster or Clever": {
        "district_id": "identifier sisid sourcedid",
        "site": "orgsourcedids schoolsourcedid",
        "first_name": "givenname",
        "last_name": "familyname",
        "grade_level": "grades",
        "address_1_phone_2": "sms",
        "patron_type": "role",
        "status": "enableduser",
        "address_1_line_1": "studentstreet",
        "address_1_city": "studentcity",
        "address_1_state": "studentstate",
        "address_1_zip": "studentzip",
    },
    "Destiny": {
        "site": "siteshortname",
        "barcode": "barcode",
        "district_id": "districtid",
        "email_1": "emailprimary",
        "email_2": "emailsecondary",
        "address_1_line_1": "addressprimaryline1",
        "address_1_line_2": "addressprimaryline2",
        "address_1_city": "addressprimarycity",
        "address_1_state": "addressprimarystate",
        "address_1_zip": "addressprimaryzipcode",
        "address_1_phone_1": "addressprimaryphonenumberprimary",
        "address_1_phone_2": "addressprimaryphonenumbersecondary",
    },
}
_SHORT = {
    "id": "district_id",
    "sc": "site",
    "ln": "last_name",
    "fn": "first_name",
    "mn": "middle_name",
    "gr": "grade_level",
    "sx": "gender",
    "bd": "birth_date",
    "ad": "address_1_line_1",
    "cy": "address_1_city",
    "st": "address_1_state",
    "zc": "address_1_zip",
    "tl": "address_1_phone_1",
    "sem": "email_1",
}
"""Aeries' field codes. They count only where several of them stand together."""
_FEWEST_SHORT = 4

_KNOWN: dict[str, dict[str, list[str]]] = {}
for _system, _fields in _SYSTEMS.items():
    for _field, _names in _fields.items():
        for _name in _names.split():
            _KNOWN.setdefault(_name, {}).setdefault(_field, []).append(_system)


def recognized(header: list[str]) -> dict[int, tuple[str, str]]:
    """Position (from 0) of every column whose name is known: its field, and how it is known."""
    folded = [fold(name) for name in header]
    found = {at: (field, how) for at, name in enumerate(folded) for field, how in [_by_name(name)] if field}
    if sum(name in _SHORT for name in folded) >= _FEWEST_SHORT:
        found = {at: (_SHORT[name], "a code of Aeries") for at, name in enumerate(folded) if name in _SHORT} | found
    return found


def fold(name: str) -> str:
    """A column's name as the table has it: its last part, letters and digits only."""
    last = re.split(r"[.:\]\[]", name.strip().rstrip("]"))[-1] or name
    folded = re.sub(r"[^a-z0-9]", "", last.lower())
    return folded.removeprefix("field") if name.startswith("field_") else folded


def _by_name(name: str) -> tuple[str, str]:
    known = _KNOWN.get(name) or _KNOWN.get(name.removeprefix("student")) if name else None
    if not known:
        return "", ""
    field, systems = next(iter(known.items()))
    return field, "the name is usual" if "every" in systems else f"{' or '.join(systems)} calls it so"
