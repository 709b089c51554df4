"""Field values that are legal, odd, or newer than any client: unknown words, strings for numbers, secrets."""

from __future__ import annotations

Json = dict[str, object]

NEWER_FIELDS = frozenset({"max_vus", "max_browser_vus", "estimated_duration", "execution_duration", "is_starred"})
"""Fields that the older documentation page does not have and the OpenAPI description requires."""

STRING_COST: Json = {
    "total_vuh": "0.01",
    "breakdown": {
        "protocol_vuh": "0.01",
        "browser_vuh": "0",
        "base_total_vuh": "0.0134",
        "reduction_rate": None,
        "reduction_rate_breakdown": {"loyalty_2027": "25.0"},
    },
}
UNKNOWN_ZONE: list[Json] = [
    {"load_zone": "orbit:leo:station one", "percent": 70},
    {"load_zone": "amazon:eu:dublin", "percent": 30},
]
UNKNOWN_EXECUTOR: Json = {
    "scenarios": {
        "tide": {"executor": "lunar-arrival-rate", "moons": 2, "duration": "10m0s"},
        "known": {"executor": "constant-vus", "vus": 5, "duration": "1d1h"},
        "broken": {"executor": "ramping-vus", "stages": [{"duration": "soon", "target": "many"}]},
    }
}
_EVERY_NAME = """
    paused vus duration iterations stages scenarios executionSegment executionSegmentSequence
    noSetup setupTimeout noTeardown teardownTimeout rps dns maxRedirects userAgent batch
    batchPerHost httpDebug insecureSkipTLSVerify tlsCipherSuites tlsVersion tlsAuth throw thresholds
    blacklistIPs blockHostnames hosts noConnectionReuse noVUConnectionReuse minIterationDuration ext
    cloud summaryTrendStats summaryTimeUnit systemTags tags metricSamplesBufferSize noCookiesReset
    discardResponseBodies consoleOutput localIPs
"""
EVERY_OPTION: Json = {
    **dict.fromkeys(_EVERY_NAME.split()),
    "vus": 10,
    "iterations": 100,
    "hosts": {"shop.example.com": "192.0.2.10"},
}
"""As the platform returns options of an uploaded archive: every option is there, most of them null."""

SECRETIVE: Json = {
    "stages": [{"duration": "10m", "target": 10}, {"duration": "20m", "target": 10}],
    "env": {"SHOP_PASSWORD": "demo-env-secret-7719"},
    "tlsAuth": [
        {
            "domains": ["shop.example.com"],
            "cert": "-----BEGIN CERTIFICATE-----\nZGVtbw==\n-----END CERTIFICATE-----",
            "key": "-----BEGIN PRIVATE KEY-----\nZGVtby1rZXktc2VjcmV0\n-----END PRIVATE KEY-----",
            "password": "demo-tls-secret-3306",
        }
    ],
    "cloud": {"projectID": 3_700_105, "token": "demo-cloud-secret-4410"},
    "ext": {"loadimpact": {"projectID": 3_700_105, "token": "demo-legacy-secret-1187"}},
}
"""Options with every kind of secret that k6 is known to put into them. All made up."""
