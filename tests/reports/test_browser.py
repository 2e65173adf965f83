"""The pages in a real browser: nothing runs that shouldn't, everything works by keyboard, and axe finds nothing serious."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from patronctl.domain.run_record import Counters
from patronctl.places import Places
from patronctl.views.html import site
from patronctl.views.html.district import Shown
from tests.reports.browser import chromium
from tests.reports.fixtures import a_blocked_record, a_failed_record, a_record, a_run, many_entries, some_entries

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("browser")]

GOOD = "20261123T023000Z-lincoln-students-good"
BLOCKED = "20261124T023000Z-lincoln-students-blocked"
FAILED = "20261125T023000Z-lincoln-staff-failed"
LARGE = "20261126T023000Z-lincoln-large-large"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Job Manager of a district: a month of nights, a blocked, a failed and a very large run."""
    root = tmp_path_factory.mktemp("manager")
    places = Places(root, root / "state")
    for day in range(1, 23):
        counters = Counters(records_read=1200 + 3 * day, added=day % 7 * 3, updated=20 + day % 5 * 9, inactivated=day % 3)
        a_run(places, a_record(run_id=f"202611{day:02}T023000Z-lincoln-students-n{day:02}", counters=counters))
    a_run(places, a_record(run_id=GOOD), some_entries())
    a_run(places, a_blocked_record(run_id=BLOCKED), some_entries()[-3:])
    a_run(places, a_failed_record(run_id=FAILED, job="lincoln-staff"))
    a_run(places, a_record(run_id=LARGE, job="lincoln-large"), many_entries(100_000))
    site.build(root / "site", places, [Shown("lincoln", "Lincoln", {"lincoln-students": "Every student"})], lambda _: "shown")
    return root / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@dataclass
class Tab:
    """A page, and everything that went wrong on it."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def visible(self, selector: str) -> int:
        return self.page.locator(f"{selector}:visible").count()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(offline=True)
    tab = Tab(context.new_page())
    tab.page.on("console", lambda message: tab.trouble.append(message.text))
    tab.page.on("pageerror", lambda error: tab.trouble.append(str(error)))
    tab.page.on("dialog", lambda dialog: (tab.trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.page.on("request", lambda request: None if request.url.startswith("file:") else tab.trouble.append(request.url))
    yield tab
    assert tab.trouble == []
    context.close()


def url(folder: Path, run: str = "") -> str:
    return (folder / "runs" / run / "index.html" if run else folder / "index.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("run", ["", GOOD, BLOCKED, FAILED, LARGE])
def test_axe_finds_nothing(folder: Path, tab: Tab, run: str, scheme: str) -> None:
    tab.page.emulate_media(color_scheme=scheme)
    tab.page.goto(url(folder, run))
    tab.page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")

    found = Axe().run(tab.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})

    tab.trouble.clear()  # axe itself tries what the policy forbids
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found.response["violations"]] == []


@pytest.mark.parametrize("run", ["", GOOD, BLOCKED, FAILED])
def test_a_phone_shows_it_without_scrolling_sideways(folder: Path, tab: Tab, run: str) -> None:
    tab.page.set_viewport_size({"width": 360, "height": 740})
    tab.page.goto(url(folder, run))

    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_hostile_names_do_nothing(folder: Path, tab: Tab) -> None:
    tab.page.goto(url(folder, GOOD))

    assert tab.page.evaluate("document.scripts.length") == 1
    assert "<script>alert(1)</script>" in tab.page.locator("main").inner_text()


def test_entries_are_found_without_minding_accents(folder: Path, tab: Tab) -> None:
    tab.page.goto(url(folder, GOOD))
    tab.page.get_by_label("Search the entries").fill("munoz duplicate_in_file")
    assert tab.page.locator("#found").inner_text() == "0 found on this page"

    tab.page.get_by_label("Search the entries").fill("munoz 22 days")

    assert tab.page.locator("#found").inner_text() == "1 found on this page"
    assert tab.visible("table.entries tbody tr") == 1


def test_a_hundred_thousand_entries_stay_small_and_come_in_portions(folder: Path, tab: Tab) -> None:
    assert (folder / "runs" / LARGE / "index.html").stat().st_size < 1_000_000
    tab.page.goto(url(folder, LARGE))
    group = tab.page.locator("details.group").filter(has_text="Added 90,000")
    group.locator("summary").click()

    assert group.locator("tbody tr:visible").count() == 50
    group.get_by_role("button", name="Show 100 more").click()
    assert group.locator("tbody tr:visible").count() == 150
    assert group.locator("p.rest").inner_text() == "89,500 more are in the list of all entries (CSV)."
    assert len((folder / "runs" / LARGE / "entries.csv").read_text().splitlines()) == 100_001


def test_the_keyboard_reaches_everything(folder: Path, tab: Tab) -> None:
    tab.page.goto(url(folder, GOOD))
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.textContent") == "Skip to the content"

    tab.page.locator("details.group:not([open]) summary").first.focus()
    tab.page.keyboard.press("Enter")

    assert tab.page.evaluate("document.activeElement.parentElement.open")


def test_runs_are_filtered_and_the_address_keeps_the_filter(folder: Path, tab: Tab) -> None:
    tab.page.goto(url(folder))
    assert tab.page.locator("#found").inner_text() == "26 runs of 26"

    tab.page.get_by_label("Outcome").select_option("blocked")
    assert tab.page.locator("#found").inner_text() == "1 run of 26"
    tab.page.reload()
    assert tab.visible("#runs tbody tr") == 1

    tab.page.locator("#runs tbody tr:visible a").click()
    assert "was blocked and nothing was changed" in tab.page.locator(".lead").inner_text()
    tab.page.get_by_role("link", name="All jobs and runs").click()
    assert tab.page.locator("h1").inner_text() == "Job Manager"


def test_print_opens_every_group_and_hides_the_tools(folder: Path, tab: Tab, tmp_path: Path) -> None:
    tab.page.goto(url(folder, GOOD))
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.page.emulate_media(media="print")

    assert tab.visible("details.group:not([open])") == tab.visible("form.tools") == tab.visible("nav") == 0
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(tab.page.pdf(format="Letter")) > 10_000


def test_without_script_everything_is_there(folder: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(url(folder, GOOD))

    assert page.locator("table.entries tbody tr").count() == 4 + 7 + 3
    assert page.locator("form.tools:visible").count() == 0
    context.close()
