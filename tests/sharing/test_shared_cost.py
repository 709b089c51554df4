"""(A3) What a shared page costs: rendered once, paced by address, bounded when the snapshot is taken."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from runs.models import RunDocument, ShareLink
from runs.presenters import highlight
from runs.sharing.bounds import MOST_OPTIONS
from runs.views.shared import READERS
from tests.keeping.scripts import keep_script
from tests.pages.visiting import visible
from tests.sharing.desk import SharingDesk, at_a_desk, link_of

pytestmark = pytest.mark.django_db

SCRIPT = b"import http from 'k6/http';\nexport default function () {\n" + b"  http.get('/basket');\n" * 1_500 + b"}\n"


@pytest.fixture
def desk() -> SharingDesk:
    caches["rendered"].clear()
    return at_a_desk()


def with_options(desk: SharingDesk, options: dict[str, Any]) -> None:
    document = RunDocument.objects.get(run__run_id=desk.run_id)
    document.body["options"] = options
    document.save()


def test_a_shared_script_is_coloured_once(desk: SharingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_script(desk.stack.runs.get())
    path = desk.share("script")
    coloured: list[str] = []
    tokens = highlight._tokens

    def counted(lexer: Any, text: str, until: float) -> Any:
        coloured.append(text)
        return tokens(lexer, text, until)

    monkeypatch.setattr(highlight, "_tokens", counted)
    pages = {desk.read(path) for _ in range(5)}

    assert len(pages) == 1
    assert len(coloured) <= 1


def test_a_script_page_of_the_team_is_coloured_once(desk: SharingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_script(desk.stack.runs.get(), SCRIPT)
    pages = [desk.client.get(desk.url("script/")).content.decode()]

    def fail(*_: Any) -> None:
        raise AssertionError("coloured again")

    monkeypatch.setattr(highlight, "_tokens", fail)
    pages += [desk.client.get(desk.url("script/")).content.decode()]

    assert [page.count('<span class="t-k">') > 0 for page in pages] == [True, True]


def test_a_page_that_is_kept_ends_with_its_link(desk: SharingDesk) -> None:
    path = desk.share()
    before = desk.read(path)
    ShareLink.objects.update(revoked_at=link_of(path).created)

    assert desk.stranger.get(path).status_code == 404
    assert before


@override_settings(SHARED_PACE=(3, 0.01))
def test_one_address_gets_so_many_pages_and_another_is_not_touched(desk: SharingDesk) -> None:
    path = desk.share()
    first, other = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    answers = [first.get(path) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["Retry-After"]) > 0
    assert other.get(path).status_code == 200
    assert READERS.wait("192.0.2.9", 1, 1.0, 0.0) == 0.0


def test_options_too_large_for_a_page_are_left_out_and_the_sharer_is_told(desk: SharingDesk) -> None:
    with_options(desk, {"vus": 3, "duration": "10m", "tags": {f"tag{n}": "x" * 100 for n in range(20_000)}})
    made = desk.ask(options="on", note="on")
    link = ShareLink.objects.get()

    assert "Not shared Options Too large for a shared page" in " ".join(visible(made).split())
    assert len(str(link.snapshot)) < MOST_OPTIONS
    assert link.shows == ["note"]


def test_usual_options_are_shared_whole(desk: SharingDesk) -> None:
    with_options(desk, {"vus": 3, "duration": "10m", "tags": {f"tag{n}": "x" * 100 for n in range(100)}})
    made = desk.ask(options="on")
    link = ShareLink.objects.get()

    assert "Not shared" not in visible(made)
    assert link.snapshot["document"]["options"]["tags"]["tag99"] == "x" * 100
    assert link.shows == ["options"]


def test_files_of_a_script_left_out_are_told(desk: SharingDesk) -> None:
    keep_script(desk.stack.runs.get(), b"export default function () {}\n" + b"// x\n" * 110_000)
    made = desk.ask(script="on")

    assert "Not shared 1 file of the script" in " ".join(visible(made).split())
