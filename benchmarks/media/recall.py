"""How many copies are in their original's family, and how many strangers are in one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from media_sets import LabelledFile

TARGETS = {
    **dict.fromkeys(("jpeg q30", "jpeg q10", "webp q20", "gray", "contrast"), 0.99),
    **dict.fromkeys(("resized to half", "128-pixel thumbnail"), 0.99),
    **dict.fromkeys(("mirrored", "rotated 90", "rotated 180", "rotated 270"), 0.98),
    **dict.fromkeys(("logo", "tiled watermark", "subtitle bar"), 0.90),
    **dict.fromkeys(("letterbox", "blurred bars"), 0.90),
    "crop 10 %": 0.85,
    "crop 20 %": 0.70,
    "app screenshot": 0.80,
}
CLIP_TARGETS = {
    **dict.fromkeys(("re-encoded 240p", "12 fps", "trimmed", "speed 1.1"), 0.98),
    "cropped and subtitled": 0.85,
}
MOST_OF_A_TEMPLATE = 0.01


@dataclass
class Recall:
    """By edit: copies, those in their original's family, those in one with any other file of the
    same content, those that PDQ alone finds; and pairs of strangers.
    """

    copies: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    with_any: Counter[str] = field(default_factory=Counter)
    by_pdq: Counter[str] = field(default_factory=Counter)
    strangers: int = 0
    joined: list[tuple[str, str]] = field(default_factory=list)
    template_pairs: Counter[str] = field(default_factory=Counter)
    template_joined: Counter[str] = field(default_factory=Counter)

    def count(
        self, files: Sequence[LabelledFile], families: Mapping[Path, str], by_pdq: Sequence[bool]
    ) -> None:
        """Add files of one kind; ``families`` holds those whose family leaves a trace."""
        sizes = Counter((families.get(file.path), file.group) for file in files)
        for file, plain in zip(files, by_pdq, strict=True):
            if file.edit:
                family = families.get(file.path)
                own = family is not None and family == families.get(file.original)
                self.copies[file.edit] += 1
                self.found[file.edit] += own
                self.with_any[file.edit] += family is not None and sizes[family, file.group] > 1
                self.by_pdq[file.edit] += plain
        groups = Counter(file.group for file in files)
        alike = sum(size * (size - 1) // 2 for size in groups.values())
        self.strangers += len(files) * (len(files) - 1) // 2 - alike
        self._count_templates(files)
        gathered: dict[str, list[LabelledFile]] = defaultdict(list)
        for file in files:
            if file.path in families:
                gathered[families[file.path]].append(file)
        for members in gathered.values():
            self._count_pairs(members)

    def _count_templates(self, files: Sequence[LabelledFile]) -> None:
        """Pairs of other content in one template; and of the same card, one group to begin with."""
        for template, size in Counter(file.template for file in files if file.template).items():
            self.template_pairs[template] += size * (size - 1) // 2
            self.strangers -= size * (size - 1) // 2
        for card, size in Counter(file.card for file in files if file.card).items():
            self.template_pairs[card] += size * (size - 1) // 2

    def _count_pairs(self, members: Sequence[LabelledFile]) -> None:
        for one, other in combinations(members, 2):
            template = one.template or one.card
            if template and template == (other.template or other.card):
                self.template_joined[template] += 1
            elif one.group != other.group:
                self.joined.append((one.path.name, other.path.name))


def by_edit(recall: Recall, targets: Mapping[str, float]) -> str:
    """A Markdown table: recall by edit, PDQ alone beside, and whether a target is reached."""
    heading = "| edit | copies | with the original | with any copy | PDQ alone | asked | |"
    lines = [heading, "|---" * 7 + "|"]
    for edit, copies in recall.copies.items():
        share = recall.found[edit] / copies
        others = f"{recall.with_any[edit] / copies:.3f} | {recall.by_pdq[edit] / copies:.2f}"
        asked = targets.get(edit)
        verdict = "" if asked is None else "reached" if share >= asked else "**not reached**"
        wanted = "" if asked is None else f"{asked:.2f}"
        lines.append(f"| {edit} | {copies} | {share:.3f} | {others} | {wanted} | {verdict} |")
    return "\n".join(lines)


def by_template(recall: Recall) -> str:
    """A Markdown table: pairs of other content in the same template, and those joined."""
    lines = ["| template or card | pairs | joined | at most .01 |", "|---|---|---|---|"]
    for name, pairs in recall.template_pairs.items():
        share = recall.template_joined[name] / max(pairs, 1)
        verdict = "reached" if share <= MOST_OF_A_TEMPLATE else "**not reached**"
        lines.append(f"| {name} | {pairs} | {share:.3f} | {verdict} |")
    return "\n".join(lines)
