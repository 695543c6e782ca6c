"""Whatever is done to a case, no judgement is lost or rewritten; tampering with one is found."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from demasque.api import Case, create_case, open_case
from demasque.dossier import Judgement, judge, standing
from exports import write_posts
from judged_cases import SAID, made
from killed_at import WATCH

KILLED: str = f"""{WATCH}
import json
from demasque.case import CaseStore, CustodyLog
from demasque.dossier import import_dossier, judge

watch(os, "fsync")  # a line is on disk
watch(CustodyLog, "write")
watch(CaseStore, "replace")  # the store remembers where the log ends
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        moment, steps = asked["moment"], 0
        with CaseStore.open(asked["case"]) as store:
            if "file" in asked:
                import_dossier(store, __import__("pathlib").Path(asked["file"]))
            else:
                judge(store, **asked["judge"])
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Does what it is asked in a process of its own, which is killed at the step asked for."""

FROM_ELSEWHERE = """\
format = "demasque dossier"
version = 1

[[entry]]
kind = "judgement"
said_at = 2026-03-04T10:00:{n:02}Z
said_by = "C. Elsewhere"

[entry.body]
campaign = "{campaign}"
rung = 1
likelihood = "unlikely"
confidence = "low"
because = "From a file, {n}."
"""

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    lambda words: f"Because {words}"
)
PEOPLE = st.sampled_from(["A. Example, an office", "B. Beispiel", "C. Exemple, un bureau"])


def words_of(said: Judgement) -> tuple[object, ...]:
    """What must never change."""
    return (
        said.at, said.by, said.campaign, said.members, said.run, said.rung, said.statement,
        said.likelihood, said.confidence, said.because, said.would_change, said.sources,
        said.supersedes,
    )  # fmt: skip


class JudgedCase(RuleBasedStateMachine):
    """A case that people judge, detect in, remap, cut, exchange, kill and tamper with."""

    template: Path
    killer: "subprocess.Popen[str]"

    @initialize()
    def begin(self) -> None:
        self.folder = Path(mkdtemp(prefix="judged-"))
        self.path = Path(shutil.copytree(self.template, self.folder / "case"))
        self.case: Case = open_case(self.path)
        self.log = (self.path / "custody.log").read_bytes()
        self.said: dict[str, Judgement] = {}
        self.files = 0

    def teardown(self) -> None:
        if hasattr(self, "case"):
            self.case.close()
            shutil.rmtree(self.folder)

    def campaigns(self) -> list[str]:
        return list(self.case.campaigns()["campaign"].to_pylist())

    def standing(self) -> list[Judgement]:
        return [said for said in self.case.judgements() if said.stands]

    @rule(by=PEOPLE, because=WORDS, rung=st.integers(0, 4), supersede=st.booleans())
    def judge(self, by: str, because: str, rung: int, supersede: bool) -> None:
        for campaign in self.campaigns()[:1]:
            earlier = [
                said.id
                for said in self.standing()
                if said.found is None or said.found.campaign == campaign
            ]
            self.case.judge(
                campaign,
                rung=rung,
                by=by,
                likelihood="likely",
                confidence="low",
                because=because,
                sources=["https://example.org/report"],
                supersedes=earlier[0] if supersede and earlier else None,
            )

    @precondition(lambda self: self.said)
    @rule(agrees=st.sampled_from(["yes", "no", "partly"]), because=WORDS, take_back=st.booleans())
    def read_or_withdraw(self, agrees: str, because: str, take_back: bool) -> None:
        for said in self.standing()[:1]:
            if take_back:
                self.case.withdraw_judgement(said.id, by=said.by, because=because)
            else:
                self.case.read_judgement(said.id, by="Reader", agrees=agrees, because=because)

    @rule(verdict=st.sampled_from(["confirm", "exclude"]), by=PEOPLE, because=WORDS)
    def decide(self, verdict: str, by: str, because: str) -> None:
        for campaign in self.campaigns()[:1]:
            account = self.case.campaign(campaign)[0].members[-1].account
            self.case.decide(account, verdict, by=by, because=because)

    @rule(step=st.sampled_from(["detect", "detect others", "remap", "forget", "purge"]))
    def keep_up(self, step: str) -> None:
        match step:
            case "detect" | "detect others":
                self.case.detect(["60s"], kinds=["text" if step == "detect" else "url"])
            case "remap":
                self.case.remap()
            case "purge":
                self.case.purge("P50Y")
            case "forget":
                for campaign in self.campaigns()[:1]:
                    self.case.forget(self.case.campaign(campaign)[0].members[0].account)

    @rule()
    def exchange(self) -> None:
        self.case.export_dossier(self.folder / "dossier.toml")
        assert self.case.import_dossier(self.folder / "dossier.toml").added == ()

    def _file(self, campaign: str) -> Path:
        self.files += 1
        path = self.folder / f"from-elsewhere-{self.files}.toml"
        path.write_text(FROM_ELSEWHERE.format(n=self.files, campaign=campaign), "utf-8")
        return path

    @rule()
    def take_in(self) -> None:
        for campaign in self.campaigns()[:1]:
            path = self._file(campaign)
            assert len(self.case.import_dossier(path).added) == 1
            assert self.case.import_dossier(path).added == ()

    @rule(moment=st.integers(1, 14), by_file=st.booleans())
    def killed(self, moment: int, by_file: bool) -> None:
        """Somebody judges, and the machine stops in between: the judgement is there, or not."""
        for campaign in self.campaigns()[:1]:
            asked: dict[str, object] = {"case": str(self.path), "moment": moment}
            if by_file:
                path = self._file(campaign)
                asked["file"], because = str(path), f"From a file, {self.files}."
            else:
                self.files += 1
                because = f"Killed, {self.files}."
                asked["judge"] = {
                    "campaign": campaign, "rung": 0, "by": "D", "likelihood": "likely",
                    "confidence": "low", "because": because,
                }  # fmt: skip
            self.case.close()
            code = self._ask(asked)
            self.case = open_case(self.path)
            there = [said for said in self.case.judgements() if said.because == because]
            assert len(there) == 1 if code == 0 else len(there) <= 1
            if by_file:
                assert len(self.case.import_dossier(path).added) == 1 - len(there)

    def _ask(self, asked: dict[str, object]) -> int:
        assert self.killer.stdin is not None
        assert self.killer.stdout is not None
        print(json.dumps(asked), file=self.killer.stdin, flush=True)
        return int(self.killer.stdout.readline())

    @rule(words=st.binary(min_size=1, max_size=40).filter(lambda words: b"\n" not in words))
    def torn(self, words: bytes) -> None:
        """A line that a crash cut short makes way for the next."""
        with (self.path / "custody.log").open("ab") as log:
            log.write(words)
        assert self.case.verify() != []
        self.case.export_dossier(self.folder / "torn.toml")

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def tamper(self, data: st.DataObject) -> None:
        """A byte of a judgement is changed: found, and not vouched for as it reads then."""
        path = self.path / "custody.log"
        before = path.read_bytes()
        said = data.draw(st.sampled_from(sorted(self.said)))
        line = self.said[said].line
        lines = before.split(b"\n")
        start = len(b"\n".join(lines[: line - 1])) + (line > 1)
        place = start + data.draw(st.integers(0, len(lines[line - 1])))
        byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != before[place]))
        path.write_bytes(before[:place] + bytes([byte]) + before[place + 1 :])
        assert self.case.verify()[0].startswith(f"custody.log, line {line}: ")
        assert not any(each.vouched for each in self.case.judgements() if each.line >= line)
        path.write_bytes(before)

    @invariant()
    def nothing_is_lost_or_rewritten(self) -> None:
        if not hasattr(self, "case"):
            return
        content = (self.path / "custody.log").read_bytes()
        assert content.startswith(self.log)
        assert self.case.verify() == []
        now = {said.id: said for said in self.case.judgements()}
        for name, before in self.said.items():
            after = now[name]
            assert words_of(after) == words_of(before)
            assert after.vouched
            assert after.readings[: len(before.readings)] == before.readings
            assert before.superseded_by in (None, after.superseded_by)
            assert before.withdrawal in (None, after.withdrawal)
            assert after.stands == (name in {each.id for each in standing(self.case.dossier())})
        self.log, self.said = content, now


def test_no_sequence_of_steps_loses_or_rewrites_a_judgement(tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        case.detect(["60s"], kinds=["text"])
    JudgedCase.template = tmp_path / "case"
    command = [sys.executable, "-c", KILLED, "0"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as JudgedCase.killer:
        JudgedCase.TestCase.settings = settings(
            max_examples=10,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        JudgedCase.TestCase().runTest()


def test_any_other_byte_in_a_judgement_is_found(tmp_path: Path) -> None:
    with made(tmp_path / "case") as store:
        line = judge(store, "C1", **SAID).line
        path = store.custody.path
        before = path.read_bytes()
        start = len(b"\n".join(before.split(b"\n")[: line - 1])) + 1
        for place in range(start, len(before)):
            for byte in {*b" \t\r\n", before[place] ^ 1} - {before[place]}:
                path.write_bytes(before[:place] + bytes([byte]) + before[place + 1 :])
                broken = store.custody.verify()
                assert broken is not None, (place - start, byte)
                assert broken.line == line
        path.write_bytes(before[:-1])
        assert store.custody.verify() is not None


def test_two_who_judge_at_once_are_both_there(tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        case.detect(["60s"], kinds=["text"])
    script = (
        "import sys; from demasque.cli import main; sys.exit(main(['judge', sys.argv[1], 'C1', "
        "'--rung', '1', '--by', sys.argv[2], '--likelihood', 'likely', '--confidence', 'low', "
        "'--because', 'At once.']))"
    )
    people = ("A. Example", "B. Example", "C. Example")
    at_once = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "case"), person],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for person in people
    ]
    assert [process.wait() for process in at_once] == [0, 0, 0]
    with open_case(tmp_path / "case") as case:
        assert sorted(said.by for said in case.judgements()) == list(people)
        assert case.verify() == []
