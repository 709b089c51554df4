"""A browser by what it says of itself."""

import pytest

from runs.presenters.browsers import browser_words

KNOWN = [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 Chrome/140.0 Safari/537", "Chrome on Windows"),
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0", "Edge on Windows"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605", "Safari on macOS"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Safari/604.1", "Chrome on iPhone"),
    (
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 SamsungBrowser/28 Chrome/130 Safari/537",
        "Samsung Internet on Android",
    ),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 HeadlessChrome/140.0 Safari/537", "Chrome on Linux"),
    ("curl/8.5.0", "Some program"),
    ("Something on Windows", "Windows"),
    ("", "Some program"),
    ("<script>alert(1)</script>", "Some program"),
]


@pytest.mark.parametrize(("said", "words"), KNOWN, ids=[words or "nothing" for _, words in KNOWN])
def test_browser_and_system_are_named_where_they_are_known(said: str, words: str) -> None:
    assert browser_words(said) == words
