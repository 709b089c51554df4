"""The table in `docs/access.md` is about every address that the site has, and about none that it has not."""

from django.urls import path, re_path
from django.views import View

from tests.access.matrix import WORDS, Line, addresses, documented, lines, real


def test_every_address_says_who_may_use_it() -> None:
    assert sorted(real() - {line.address for line in documented()}) == [], "add these to docs/access.md"


def test_every_address_of_the_table_exists() -> None:
    assert sorted({line.address for line in documented()} - real()) == []


def test_an_address_is_listed_once_for_a_method_and_with_a_known_word() -> None:
    found = [(line.method, line.address) for line in documented()]
    assert sorted(found) == sorted(set(found))
    assert {line.who for line in documented()} <= set(WORDS)


def test_both_sides_are_read_as_they_are_written() -> None:
    view = View.as_view()
    patterns = [path("runs/<int:run_id>/", view), re_path(r"^key/(?P<key>[-:\w]+)/$", view)]
    assert list(addresses(patterns)) == ["/runs/<run_id>/", "/key/<key>/"]  # type: ignore[arg-type]
    assert lines("| lead | GET POST | `/a/<b>/` |\n| who | method | address |\n") == [
        Line("lead", "GET", "/a/<b>/"),
        Line("lead", "POST", "/a/<b>/"),
    ]
