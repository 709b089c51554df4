"""Every kind of script."""

from __future__ import annotations

from runs.k6sim.exhibit import Exhibit

from .making import expired, show
from .shelves import SCRIPTS

EXHIBITS: tuple[Exhibit, ...] = (
    show(SCRIPTS, "JavaScript."),
    show(SCRIPTS, "TypeScript.", script="ts"),
    show(SCRIPTS, "An archive.", script="tar"),
    show(SCRIPTS, "A gzipped archive.", script="tar.gz"),
    show(SCRIPTS, "An archive with many files in many folders.", script="tree"),
    show(SCRIPTS, "Long, in lines that are long.", script="long"),
    show(SCRIPTS, "Empty.", script="empty"),
    show(SCRIPTS, "Neither text nor archive.", script="binary"),
    show(SCRIPTS, "An archive made to harm whoever unpacks it.", script="hostile"),
    show(SCRIPTS, "Gone: the results have expired.", timed=expired),
)
