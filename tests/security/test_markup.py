"""(W3) Whatever anybody can write, here or in Grafana, is text on every page, never markup and never an address."""

import pytest

from tests.builders import browser_of
from tests.security.markup import PAYLOADS, acting, place_full_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_anybody_wrote_is_text_on_every_page(text: str) -> None:
    """(W3) Notes, zones, messages, names of people, teams, stacks, tests, files: on lists, pages, shares, the audit."""
    place = place_full_of(text)
    client, found, seen = browser_of(place.lead), {}, 0
    for path in place.pages():
        response = client.get(path)
        assert response.status_code in {200, 286}, path
        page = response.content.decode()
        seen += "alert(1)" in page or "evil.example" in page or "logout" in page
        if complaints := acting(page, text):
            found[path] = complaints

    assert found == {}
    assert seen >= 12  # the texts are really there


@pytest.mark.parametrize("text", PAYLOADS[::5])
def test_questions_quote_names_as_text(text: str) -> None:
    """(W3) What is asked before something ends names it."""
    place = place_full_of(text)
    client = browser_of(place.lead)
    base = f"/stacks/{place.stack.slug}"
    runs = [f"{base}/runs/5/{kind}/" for kind in ("delete", "abort")]
    for path in (*runs, f"{base}/disconnect/", f"/teams/{place.team.slug}/delete/"):
        assert acting(client.post(path, follow=True).content.decode(), text) == [], path


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_would_act_is_told_from_text(text: str) -> None:
    """(W3) The check itself sees each of them where it is not escaped."""
    places = (f"<p>{text}</p>", f'<a href="{text}">x</a>', f"<a href='{text}'>x</a>")
    found = [complaint for page in places for complaint in looked_through(page, text)]
    assert found


def looked_through(page: str, text: str) -> list[str]:
    """An end that fits nothing is as telling as what acts."""
    try:
        return acting(page, text)
    except AssertionError as broken:
        return [str(broken)]
