"""What a file's first lines give away: no header, no rows, words where ids should be."""

from pathlib import Path

from demasque.api import create_case
from demasque.wording import catalogue

POSTS = "post_id,account_id,created_at,text,platform\n"
SLOGANS = "".join(
    f"vote for the bridge and not against it {n % 4},a{n % 3},c{n},{1_700_000_000 + n}\n"
    for n in range(12)
)
COORTWEET = "object_id,account_id,content_id,timestamp_share\n"


def written(folder: Path, name: str, content: str) -> Path:
    (folder / name).write_text(content)
    return folder / name


def test_a_first_line_of_data_is_said_to_be_data(tmp_path: Path) -> None:
    lines = "2024-05-01T10:00:00,ann,hello\n2024-05-01T10:01:00,bob,hello\n"
    with create_case(tmp_path / "case") as case:
        (added,) = case.add(written(tmp_path, "posts.csv", lines))
        assert added.problem is not None
        assert "the first line looks like data" in added.problem
        assert "ann" not in added.problem  # what is kept of the run holds nothing of the post
        assert "account_id,created_at,text" in catalogue("fr").say(added.problem)
        assert case.sql("FROM posts").num_rows == 0


def test_a_header_that_merely_lacks_columns_is_not_called_data(tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        (added,) = case.add(written(tmp_path, "posts.csv", "who,what\nann,hello\n"))
    assert added.problem is not None
    assert "looks like data" not in added.problem


def test_a_file_without_rows_says_so(tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        (added,) = case.add(written(tmp_path, "posts.csv", POSTS))
        assert added.rows == 0
        assert any("holds no rows" in sentence for sentence in added.warnings)


def test_ids_that_read_like_sentences_are_announced_with_the_way_to_read_them(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "shared.csv", COORTWEET + SLOGANS)
    with create_case(tmp_path / "case") as case:
        (added,) = case.add(path)
        (said,) = (sentence for sentence in added.warnings if "coortweet" in sentence)
        _, _, flags = said.partition("--format table ")
        pairs = [word.split("=") for word in flags.split() if "=" in word]
        (again,) = case.add(path, format="table", mapping=dict(pairs))
        assert again.posts == 12
        texts = case.sql("SELECT DISTINCT text FROM posts WHERE text LIKE 'vote for%'")
        assert texts.num_rows == 4


def test_ids_that_are_ids_are_taken_for_ids(tmp_path: Path) -> None:
    ids = "".join(f"object{n % 4},a{n % 3},c{n},{1_700_000_000 + n}\n" for n in range(12))
    with create_case(tmp_path / "case") as case:
        (added,) = case.add(written(tmp_path, "shared.csv", COORTWEET + ids))
    assert (added.source, list(added.warnings)) == ("coortweet", [])
