"""Options as text: readable, masked, bounded."""

import json

from runs.presenters.run_options import LONGEST, option_folds

OPTIONS = {
    "vus": 10,
    "thresholds": {"http_req_duration": ["p(95)<500"]},
    "scenarios": {"browse": {"executor": "constant-vus", "env": {"PASSWORD": "hunter2"}}},
    "stages": None,
    "cloud": {"token": "glc_secret"},
}


def test_everything_is_in_one_fold() -> None:
    [fold] = option_folds(OPTIONS)
    assert fold.title == "All options"
    assert set(json.loads(fold.text)) == set(OPTIONS)


def test_no_options_are_no_folds() -> None:
    assert option_folds(None) == ()
    assert option_folds({}) == ()


def test_secrets_are_in_no_fold() -> None:
    text = "".join(fold.text for fold in option_folds(OPTIONS))
    assert "hunter2" not in text
    assert "glc_secret" not in text
    assert "PASSWORD" in text


def test_the_text_is_json_with_its_own_letters() -> None:
    fold = option_folds({"tags": {"ort": "Köln"}})[0]
    assert json.loads(fold.text) == {"tags": {"ort": "Köln"}}
    assert "Köln" in fold.text


def test_megabytes_are_cut_and_the_cut_is_told() -> None:
    [fold] = option_folds({"hosts": {f"host-{i}": "10.0.0.1" for i in range(50_000)}})
    assert len(fold.text) == LONGEST
    assert fold.cut.startswith(f"Only the first {LONGEST:,} of ")


def test_what_fits_is_whole() -> None:
    assert option_folds({"vus": 1})[0].cut == ""
