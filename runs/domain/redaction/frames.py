"""What a reader of code remembers of each open bracket."""

from __future__ import annotations

from dataclasses import dataclass, field

from runs.domain.redaction.names import Level

MOST_ARGUMENTS = 40
LONGEST_TYPE = 200


@dataclass(slots=True)
class Template:
    """An open template literal: where its content begins, and the code inside it as (start, end)."""

    begin: int
    holes: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """An open bracket: `kind` is "(", "[", "{", or "$" for code inside a template.

    `base`: the level that every item inherits; `levels`: those of the items, one by one. `level`: that of the item
    being read. `once`: that of the next literal alone. `trail`: that of a literal joined by `+`. `returns`: that of
    what the function returns whose body this is. `pair`: what a `name` says of the `value` beside it. `name`: what the
    item is called. `begin`: where the content begins. `typed_at`: where a colon came behind the name, else 0. `hint`:
    the statement so far speaks of a secret. `is_labels`: its keys are names that people chose. `is_group`:
    it stands below `credentials`.
    """

    kind: str
    base: Level = Level.NONE
    level: Level = Level.NONE
    once: Level = Level.NONE
    trail: Level = Level.NONE
    returns: Level = Level.NONE
    pair: Level = Level.NONE
    name: str = ""
    callee: str = ""
    hint: bool = False
    receiver_hint: bool = False
    is_index: bool = False
    is_labels: bool = False
    is_group: bool = False
    ternaries: int = 0
    index: int = 0
    begin: int = 0
    typed_at: int = 0
    levels: tuple[Level, ...] = ()
    literals: list[tuple[int, int, int]] = field(default_factory=list)  # (index of the item, start, end)
    template: Template | None = None

    def next_item(self) -> None:
        """Behind a comma."""
        self.index += 1
        self._forget()
        self.begin_item()

    def begin_item(self) -> None:
        self.level = self.levels[self.index] if self.index < len(self.levels) else self.base

    def is_type_open(self, text: str, at: int) -> bool:
        """Whether `at` stands between the angle brackets of a type: `Record<string, string>`."""
        kind = text[self.typed_at : at] if self.typed_at and at - self.typed_at < LONGEST_TYPE else ""
        return kind.count("<") > kind.count(">") and "'" not in kind and '"' not in kind

    def restart(self) -> None:
        """At the beginning of a statement."""
        self.level = self.base = Level.NONE
        self._forget()

    def _forget(self) -> None:
        self.once = self.trail = Level.NONE
        self.typed_at = 0
        self.hint = self.hint and self.kind == "("
        self.ternaries = 0
        self.name = ""

    def add(self, begin: int, end: int) -> None:
        """A literal of the item being read."""
        if len(self.literals) < MOST_ARGUMENTS:
            self.literals.append((self.index, begin, end))
