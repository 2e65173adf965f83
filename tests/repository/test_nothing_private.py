"""The repository names no machine it was written on and no registry that its packages came from."""

import re

from tests.repository.checkout import relative, text_of, tracked

# Taken apart, so that this file doesn't name them either.
MACHINE_PATHS = re.compile("|".join(["/" + "work/", "/tmp/" + "wt", r"\.\./" + "shared", "/ro" + r"ot/\.pyenv"]))
HOSTS_THAT_MAY_BE_NAMED = {
    "json-schema.org",  # names the dialect of schemas/
    "www.w3.org",  # names XML namespaces
    "prometheus.io",
    "www.freedesktop.org",
    "keepachangelog.com",
    "pre-commit.com",
    "www.apache.org",  # the license names where it comes from
}
EXAMPLES = re.compile(r"(^|\.)(example|localhost|test|invalid)(\.(org|com|net))?$")
ADDRESS = re.compile(r"\bhttps?://([A-Za-z0-9.-]+)")


def test_no_file_names_a_path_of_the_machine_it_was_written_on():
    found = [f"{relative(path)}: {hit}" for path in tracked() for hit in MACHINE_PATHS.findall(text_of(path))]

    assert found == []


def test_no_file_names_a_host_that_is_not_a_known_one_or_an_example():
    found = {
        f"{relative(path)}: {host}"
        for path in tracked()
        for host in ADDRESS.findall(text_of(path))
        if host not in HOSTS_THAT_MAY_BE_NAMED and not EXAMPLES.search(host) and not re.fullmatch(r"[0-9.]+", host)
    }

    assert found == set()


def test_locks_name_hashes_and_no_index():
    locks = tracked(".ci/locks/*.txt")

    assert locks
    for lock in locks:
        assert "--hash=sha256:" in text_of(lock)
        assert not re.search(r"index|://| @ ", text_of(lock)), relative(lock)
