"""Which edits are told as copies, and which as variants? told.py FOLDER [--messages N].

Messages of short_posts.py and of corpus.py, each under every edit of either; a text whose words
are its message's is a copy. FOLDER is stsb_multi_mt. Markdown on stdout.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from random import Random

import edits
import short_posts
from corpus import LENGTHS, phrases, write
from vocabulary import LANGUAGES

from demasque.text import edit_kind

CHANGE_WORDS = {
    "synonym",
    "typo",
    "word added",
    "word dropped",
    "word replaced",
    "words swapped",
    "reworded",
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--messages", type=int, default=200)
    chosen = options.parse_args()
    told = Counter(sentences(chosen.folder, chosen.messages))
    told += Counter(vocabulary(chosen.messages))
    print("| edit | is a | texts | told as a copy |\n|---|---|---|---|")
    for edit in sorted({edit for edit, _ in told}):
        copies, variants = told[edit, "copy"], told[edit, "variant"]
        right = "variant" if edit.split(": ")[1] in CHANGE_WORDS else "copy"
        share = copies / (copies + variants)
        print(f"| {edit} | {right} | {copies + variants:,} | {share:.3f} |")
    return 0


def sentences(folder: Path, messages: int) -> list[tuple[str, str]]:
    draw = Random(3)
    found = []
    for language in short_posts.LANGUAGES:
        said = short_posts.Sentences(folder, language, draw)
        for _ in range(messages):
            message = short_posts.Message(said.say(1), said.tag(draw), said, "brief")
            for name, edit in short_posts.EDITS.items():
                text = edit(message, draw)
                if text != message.text:
                    found.append((f"sentences: {name}", edit_kind(message.text, text)))
    return found


def vocabulary(messages: int) -> list[tuple[str, str]]:
    draw = Random(3)
    found = []
    for language in LANGUAGES:
        for _ in range(messages):
            original = write(language, phrases(language, draw.choice(list(LENGTHS)), draw))
            for name, edit in edits.SINGLE.items():
                text = edit(original, language, draw)
                if text != original:
                    found.append((f"vocabulary: {name}", edit_kind(original, text)))
    return found


if __name__ == "__main__":
    sys.exit(main())
