"""CooRTweet as its specification says it, row by row: slow, obvious, nothing shared with ours."""

import math
from collections import Counter, defaultdict
from itertools import combinations


def participation_filter(events, pairs, least):
    found = {pair[side] for pair in pairs for side in (3, 4)}
    rows = [event for event in events if event[2] in found]
    counts = Counter(account for _, account, _, _ in rows)
    passing = {content for _, account, content, _ in rows if counts[account] >= least}
    return [pair for pair in pairs if pair[3] in passing or pair[4] in passing]


def detect_groups(events, time_window, min_participation, remove_loops):
    """Events are (object, account, content, time); pairs are in the columns' order."""
    counts = Counter(event[1] for event in events)
    by_account = defaultdict(list)
    for event in events:
        if counts[event[1]] >= min_participation:
            by_account[event[1]].append(event)
    events = [event for rows in by_account.values() for event in rows]

    by_object = defaultdict(list)
    for event in events:
        by_object[event[0]].append(event)
    pairs = []
    for thing, rows in by_object.items():
        for one, two in combinations(rows, 2):
            if abs(one[3] - two[3]) > time_window:
                continue
            (_, a, p, t), (_, b, r, u) = (one, two) if one[3] <= two[3] else (two, one)
            if remove_loops and (thing in (p, r) or p == r or a == b):
                continue
            pairs.append((thing, a, b, p, r, u - t))
    if min_participation >= 1:
        pairs = participation_filter(events, pairs, min_participation)
    return sorted(pairs)


def flag_speed_share(events, pairs, min_participation, time_window):
    fast = [pair for pair in pairs if pair[5] <= time_window]
    fast = participation_filter(events, fast, min_participation)
    posts = {(pair[3], pair[4]) for pair in fast}
    return [int((pair[3], pair[4]) in posts) for pair in pairs]


def quantile(values, probability):
    """R's type 7."""
    values = sorted(values)
    index = 1 + (len(values) - 1) * probability
    low, high = values[math.floor(index) - 1], values[math.ceil(index) - 1]
    share = index - math.floor(index)
    return low if low == high else (1 - share) * low + share * high


def edges(pairs):
    by_accounts = defaultdict(list)
    for pair in pairs:
        by_accounts[min(pair[1:3]), max(pair[1:3])].append(pair)
    rows = {}
    for accounts, own in by_accounts.items():
        older = len({pair[3] for pair in own})
        newer = len({pair[4] for pair in own})
        rows[accounts] = {
            "weight": len(own),
            "avg_time_delta": sum(pair[5] for pair in own) / len(own),
            "n_content_id": older,
            "n_content_id_y": newer,
            "edge_symmetry_score": min(older, newer) / max(older, newer),
        }
    return rows


def with_threshold(rows, probability):
    if not rows:
        return rows
    threshold = quantile([row["weight"] for row in rows.values()], probability)
    return {
        accounts: {**row, "weight_threshold": int(row["weight"] > threshold)}
        for accounts, row in rows.items()
    }


def network(pairs, probability, subgraph=0):
    rows = with_threshold(edges(pairs), probability)
    return {
        accounts: row for accounts, row in rows.items() if subgraph == 0 or row["weight_threshold"]
    }


def fast_network(pairs, flags, probability, subgraph):
    full = with_threshold(edges(pairs), probability)
    fast = with_threshold(
        edges([pair for pair, flag in zip(pairs, flags, strict=True) if flag]), probability
    )
    rows = {}
    for accounts, row in full.items():
        quick = fast.get(accounts, dict.fromkeys(row))
        rows[accounts] = {f"{name}_full": value for name, value in row.items()}
        rows[accounts] |= {f"{name}_fast": value for name, value in quick.items()}
    core = {a for a, row in rows.items() if row["weight_threshold_fast"] == 1}
    if subgraph == 0:
        return rows
    if subgraph == 2:
        return {accounts: rows[accounts] for accounts in core}
    neighbours = {
        end
        for account in {end for accounts in core for end in accounts}
        for accounts in rows
        if account in accounts
        for end in (accounts[1] if accounts[0] == account else accounts[0],)
    }
    return {a: row for a, row in rows.items() if a[0] in neighbours and a[1] in neighbours}
