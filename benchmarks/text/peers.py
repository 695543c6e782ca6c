"""Plain alternatives, run in an environment of their own: peers.py NAME KEYS.json LABELS.json.

Each joins texts that its own likeness puts at or above a threshold, and takes the connected
components, as its documentation shows; the labels under each threshold tried are written.
"""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8)


def components(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Connected components by union-find."""
    parent = list(range(size))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in pairs:
        parent[root(a)] = root(b)
    return [root(i) for i in range(size)]


def shingles(text: str, size: int = 3) -> list[str]:
    return [text[i : i + size] for i in range(max(1, len(text) - size + 1))]


def exact(texts: list[str], threshold: float) -> list[int]:
    first: dict[str, int] = {}
    return [first.setdefault(text, i) for i, text in enumerate(texts)]


def tfidf(texts: list[str], threshold: float) -> list[int]:
    """Cosine of TF-IDF character 3-grams, the 50 nearest above the threshold."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(3, 3)).fit_transform(texts)
    near = sp_matmul_topn(vectors, vectors.T.tocsr(), top_n=50, threshold=threshold).tocoo()
    return components(len(texts), zip(near.row.tolist(), near.col.tolist(), strict=True))


def datasketch(texts: list[str], threshold: float) -> list[int]:
    """MinHash LSH, 128 permutations, over character 3-grams."""
    from datasketch import MinHash, MinHashLSH

    forest = MinHashLSH(threshold=threshold, num_perm=128)
    pairs = []
    for i, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode("utf-8", "replace") for shingle in shingles(text)])
        pairs += [(i, int(other)) for other in forest.query(sketch)]
        forest.insert(str(i), sketch)
    return components(len(texts), pairs)


def rensa(texts: list[str], threshold: float) -> list[int]:
    """R-MinHash LSH, 128 permutations, 32 bands, verified by its own estimate."""
    from rensa import RMinHash, RMinHashLSH

    forest = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=32)
    sketches, pairs = [], []
    for i, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(shingles(text))
        for other in forest.query(sketch):
            if sketch.jaccard(sketches[other]) >= threshold:
                pairs.append((i, other))
        sketches.append(sketch)
        forest.insert(i, sketch)
    return components(len(texts), pairs)


PEERS: dict[str, Callable[[list[str], float], list[int]]] = {
    "exact": exact,
    "tfidf": tfidf,
    "datasketch": datasketch,
    "rensa": rensa,
}

if __name__ == "__main__":
    name, keys, labels = sys.argv[1:]
    texts = json.loads(Path(keys).read_text(encoding="utf-8"))
    tried = THRESHOLDS if name != "exact" else THRESHOLDS[:1]
    found = {threshold: PEERS[name](texts, threshold) for threshold in tried}
    Path(labels).write_text(json.dumps(found))
