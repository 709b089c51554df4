"""Load zones in one line."""

from runs.presenters.zones import zone_line, zone_name


def test_one_zone_is_named_by_its_place() -> None:
    assert zone_line(("amazon:us:columbus",)).short == "Columbus"


def test_beyond_two_the_rest_is_counted_and_named_in_full() -> None:
    line = zone_line(("amazon:us:columbus", "amazon:ie:dublin", "amazon:jp:tokyo", "my-cluster"))
    assert line.short == "Columbus, Dublin +2"
    assert line.full == "Columbus, Ohio, United States; Dublin, Ireland; Tokyo, Japan; my-cluster"


def test_a_private_zone_keeps_the_name_that_its_owner_gave_it() -> None:
    assert zone_name("ops-playground") == "ops-playground"
    assert zone_line(("ops-playground",)).short == "ops-playground"


def test_no_zones_are_no_text() -> None:
    assert zone_line(()).short == ""
