import base64
import json
import stat
from pathlib import Path

from k6admin import demo
from k6admin.demo_environment import ADDRESSES, child_environment, demo_environment
from k6admin.environment import KNOWN
from runs.k6sim import identity


def test_the_demo_fixes_every_setting_so_that_none_of_a_deployment_reaches_it(tmp_path: Path) -> None:
    assert {*demo_environment(tmp_path), *ADDRESSES} == set(KNOWN)


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first, second = demo_environment(tmp_path), demo_environment(tmp_path)
    assert first == second
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert set(json.loads((tmp_path / "secrets.json").read_text())) == {"SECRET_KEY", "TOKEN_KEYS"}


def test_secrets_differ_from_demo_to_demo_and_are_long_enough(tmp_path: Path) -> None:
    one, other = demo_environment(tmp_path / "one"), demo_environment(tmp_path / "other")
    assert one["SECRET_KEY"] != other["SECRET_KEY"]
    assert len(one["SECRET_KEY"]) >= 50
    assert len(base64.urlsafe_b64decode(one["TOKEN_KEYS"])) == 32


def test_everything_lies_in_the_demos_own_folder(tmp_path: Path) -> None:
    environment = demo_environment(tmp_path)
    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path}/k6admin.sqlite3"
    assert environment["MEDIA_ROOT"].startswith(str(tmp_path))


def test_no_mail_leaves_the_demo_and_no_sign_in_leads_out_of_it(tmp_path: Path) -> None:
    environment = demo_environment(tmp_path)
    assert [key for key in ("EMAIL_URL", "OIDC_ISSUER", "TRUSTED_PROXIES") if environment[key]] == []


def test_the_demos_processes_get_its_own_addresses_whatever_is_exported() -> None:
    outside = {"PATH": "p", "K6_API_URL": "https://api.k6.io", "DJANGO_SETTINGS_MODULE": "k6admin.settings"}
    inside = child_environment(outside, {"K6_API_URL": "http://127.0.0.1:1"})
    assert inside["K6_API_URL"] == "http://127.0.0.1:1"
    assert inside["DJANGO_SETTINGS_MODULE"] == "k6admin.demo_settings"
    assert inside["PATH"] == "p"


def test_the_demo_knows_the_simulators_constants() -> None:
    assert (str(identity.DEFAULT_STACK_ID), identity.DEFAULT_TOKEN) == (demo.STACK_ID, demo.TOKEN)
    assert demo.GRAFANA_URL == identity.DEFAULT_GRAFANA_URL
    assert (str(identity.SECOND_STACK_ID), identity.SECOND_TOKEN) == (demo.SECOND_STACK_ID, demo.SECOND_TOKEN)
    assert demo.SECOND_GRAFANA_URL == identity.SECOND_GRAFANA_URL
