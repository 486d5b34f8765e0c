"""What the finding steps hand to each other: a reporting word with the parts it governs."""

from __future__ import annotations

from dataclasses import dataclass

from detente.reading.find_subjects import Subject
from detente.reading.languages import Cue


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reporting word with its parts: item ranges for the content, the cue and the subject.

    ``subject`` is None where nobody is named; ``addressee`` is an item range or None.
    """

    sentence: int
    parts: tuple[tuple[int, int], ...]
    cue_items: tuple[int, int] | None
    cue: Cue | None
    subject: Subject | None
    addressee: tuple[int, int] | None = None
    negated: bool = False
    scope: bool = False

    def in_sentence(self, number: int) -> Attribution:
        """The same, in the sentence with this number."""
        return Attribution(
            number, self.parts, self.cue_items, self.cue, self.subject,
            self.addressee, self.negated, self.scope,
        )  # fmt: skip

    @property
    def is_reported(self) -> bool:
        """Whether a verb of saying, not of wanting or thinking, carries it."""
        return (
            self.cue is not None
            and self.cue.layer == "reported"
            and bool(self.cue.parts & {"finite", "participle"})
        )
