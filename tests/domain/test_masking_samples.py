"""Hundreds of ways to write a secret, and as many texts that only look like one."""

import json
from collections import Counter

import pytest

from runs.domain.redaction import is_harmless, redact_document
from tests.domain.masking_samples import samples

SECRETS = ("secrets.txt", "secrets_more.txt", "secrets_flows.txt")
LOOK_ALIKES = ("look_alikes.txt", "look_alikes_more.txt", "look_alikes_flows.txt")
MOST_MASKED_IN_VAIN = 0.02


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_readable_however_it_is_written(name: str) -> None:
    assert [sample.text for sample in samples(name) if sample.leaks()] == []


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_only_looks_like_a_secret_stays_readable(name: str) -> None:
    found = samples(name)
    changed = [sample.text for sample in found if sample.masked() != sample.plain]
    assert len(changed) <= MOST_MASKED_IN_VAIN * len(found), changed


@pytest.mark.parametrize("name", SECRETS + LOOK_ALIKES)
def test_a_document_with_a_sample_in_it_is_harmless_only_where_nothing_is_masked(name: str) -> None:
    documents = [{"error": {"message": sample.text}} for sample in samples(name)]
    texts = [json.dumps(document, separators=(",", ":"), ensure_ascii=False) for document in documents]
    harmless = [document for document, text in zip(documents, texts, strict=True) if is_harmless(text)]
    assert [document for document in harmless if redact_document(document) != document] == []


def test_the_samples_are_many_and_of_every_kind() -> None:
    secret = [sample for name in SECRETS for sample in samples(name)]
    harmless = [sample for name in LOOK_ALIKES for sample in samples(name)]
    kinds = Counter(sample.kind for sample in secret)
    assert all(sample.secrets for sample in secret if sample.kind != "csv")
    assert len(secret) >= 260
    assert len(harmless) >= 260
    assert {"js", "ts", "json", "csv", "yaml", "env", "ini", "xml", "options"} <= set(kinds)
