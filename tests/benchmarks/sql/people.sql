-- Reads nothing, writes the view `person`: made-up students numbered 0 to n-1, the same ones for the same seed on
-- every machine and every DuckDB. Arithmetic instead of random(): threads can't change the outcome.
SET VARIABLE seed = $seed;
SET VARIABLE sites = $sites;

-- Squared, because a straight line would tie a person's first name to the last name and the phone.
CREATE OR REPLACE MACRO spread(x) AS ((x % 2147483647) * (x % 2147483647)) % 2147483647;
CREATE OR REPLACE MACRO pick(i, salt, choices) AS
    spread(spread(i * 48271 + (salt + getvariable('seed')) * 69621 + 11) + i + salt) % choices;

CREATE OR REPLACE MACRO one_of(i, salt, words) AS words[1 + pick(i, salt, len(words))];

SET VARIABLE first_names = ['Olivia', 'Noah', 'Emma', 'Liam', 'Amelia', 'Mateo', 'Sofía', 'Elijah', 'Mia', 'Lucas', 'Zoë', 'Levi',
    'Aaliyah', 'Ezra', 'Yuki', 'Omar', 'Nguyệt', 'Björn', 'Chloé', 'José', 'Priya', 'Kwame', 'Ingrid', 'Diego', 'Fatima', 'Jack',
    'Mary Ann', 'D''Andre', 'Xiomara', 'Theodore', 'Hannah', 'Santiago', 'Leilani', 'Amir', 'Grace', 'Wyatt', 'Naomi', 'Caleb'];
SET VARIABLE last_names = ['Smith', 'Johnson', 'Williams', 'García', 'Martínez', 'Nguyen', 'Muñoz', 'O''Brien', 'Müller', 'Larsen',
    'Khan', 'Kowalski', 'Rossi', 'de la Cruz', 'Okafor', 'Yamamoto', 'Petrov', 'Van der Berg', 'Singh', 'Cohen', 'Haddad', 'Silva',
    'Brown', 'Jones', 'Davis', 'Rodríguez', 'Wilson', 'Anderson', 'Thomas', 'Taylor', 'Moore', 'Jackson', 'Lee', 'Pérez', 'Thompson',
    'White', 'Harris', 'Clark', 'Ramírez', 'Lewis', 'Robinson', 'Smith-Jones', 'Young', 'Allen', 'King', 'Wright', 'Scott', 'Torres'];
SET VARIABLE streets = ['Main St', 'Lincoln Blvd', '2nd St "Rear"', 'Oak Ave, Apt 4', 'Cedar Ln', 'Maple Dr', 'Washington Sq', 'Lake Rd',
    'Hill Ct', 'Elm St', 'River Rd, Unit 12', 'Sunset Blvd', 'Church St', 'Park Pl', 'Pine St', 'College Ave'];
SET VARIABLE cities = ['Springfield', 'Riverton', 'St. Paul', 'Fairview', 'Georgetown', 'Coeur d''Alene', 'Clinton', 'Salem', 'Oak Hill'];

-- `version` is 0 on the first day; a changed person has another one and so another homeroom, address or school.
CREATE OR REPLACE MACRO person(i, version) AS {
    'school': 1 + pick(CASE WHEN version > 0 AND pick(i, 71, 10) = 0 THEN i + 1 ELSE i END, 1, getvariable('sites')),
    'first': one_of(i, 2, getvariable('first_names')),
    'last': one_of(i, 3, getvariable('last_names')),
    'middle': CASE WHEN pick(i, 4, 3) = 0 THEN NULL ELSE one_of(i, 5, getvariable('first_names')) END,
    'grade': pick(i, 6, 13),
    'street': (100 + pick(i + version * 7919, 7, 9900)) || ' ' || one_of(i, 8, getvariable('streets')),
    'city': one_of(i, 9, getvariable('cities')),
    'homeroom': 100 + (pick(i, 10, 60) + version) % 60
};
