"""The coordination engine as docs/method.md says it: pair by pair, slow, nothing shared with ours.

An event is a tuple (account, trace, at); accounts and traces are small whole numbers, `at` and
windows are in microseconds.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import combinations, product

HOUR = 3_600_000_000
HALF_LIFE = 300_000_000


def uses(events, account):
    """Times by trace of one account."""
    found = defaultdict(list)
    for who, trace, at in events:
        if who == account:
            found[trace].append(at)
    return found


def within(events, a, b, window):
    """All pairs of posts (trace, time of a, time of b) no more than `window` apart."""
    mine, theirs = uses(events, a), uses(events, b)
    return [
        (trace, at, other)
        for trace in mine.keys() & theirs.keys()
        for at, other in product(mine[trace], theirs[trace])
        if abs(at - other) <= window
    ]


@dataclass
class Counts:
    """What a tie's row counts."""

    shared: int
    shared_ever: int
    post_pairs: int
    a_first: int
    b_first: int
    first_at: int | None
    last_at: int | None


def counts(events, a, b, window):
    pairs = within(events, a, b, window)
    moments = [at for pair in pairs for at in pair[1:]]
    return Counts(
        shared=len({pair[0] for pair in pairs}),
        shared_ever=len(uses(events, a).keys() & uses(events, b).keys()),
        post_pairs=len(pairs),
        a_first=sum(at < other for _, at, other in pairs),
        b_first=sum(other < at for _, at, other in pairs),
        first_at=min(moments, default=None),
        last_at=max(moments, default=None),
    )


def exposure(events, a, window):
    """The events of others that lie in a window of account a, each once."""
    mine = uses(events, a)
    return [
        event
        for event in events
        if event[0] != a and any(abs(event[2] - at) <= window for at in mine.get(event[1], ()))
    ]


def plain_expectation(events, a, b, window):
    """Shared traces that the plainest chance gives: on anybody's events but one's own."""
    posts = Counter(event[0] for event in events)

    def one(held, permuted):
        others = len(exposure(events, held, window))
        return posts[permuted] * others / max(len(events) - posts[held], 1)

    return max(one(a, b), one(b, a))


def strata(events, width, least):
    """The stratum of each event: spans of time, joined to the next until they hold enough."""
    cuts = [at // width for _, _, at in events]
    sizes = Counter(cuts)
    of_cut, now, held = {}, 0, 0
    for cut in sorted(sizes):
        if held >= least:
            now, held = now + 1, 0
        of_cut[cut] = now
        held += sizes[cut]
    if held < least and now > 0:
        of_cut = {cut: min(stratum, now - 1) for cut, stratum in of_cut.items()}
    return [of_cut[cut] for cut in cuts]


def homophily(events, a, b, window):
    """How much more often than chance b shares with a apart; never below 1."""
    reach = min(window, 300_000_000)
    posts = Counter(event[0] for event in events)
    size = Counter(event[1] for event in events)
    common = uses(events, a).keys() & uses(events, b).keys()
    met = {pair[0] for pair in within(events, a, b, window)}
    apart = sum(1 / size[trace] for trace in common - {p[0] for p in within(events, a, b, reach)})
    usual = sum(1 / size[trace] for trace in met) / max(len(met), 1)
    rate = posts[b] / max(len(events) - posts[a], 1)
    near = Counter(event[1] for event in exposure(events, a, reach))
    elsewhere = sum(
        (1 - math.exp(-rate * (size[trace] - len(own) - near[trace]))) / size[trace]
        for trace, own in uses(events, a).items()
    )
    likely = apart + math.sqrt(apart * usual)
    return max(1.0, (likely + usual) / (elsewhere + usual))


def chances(events, a, b, window, stratum, alike=True):
    """By trace on which a is exposed: chance that a permuted event of b lands in a's windows."""
    everyone = Counter(stratum)
    own = Counter(s for event, s in zip(events, stratum, strict=True) if event[0] == a)
    active = Counter(s for event, s in zip(events, stratum, strict=True) if event[0] == b)
    at_risk = defaultdict(Counter)
    mine = uses(events, a)
    for (who, trace, at), s in zip(events, stratum, strict=True):
        if who != a and any(abs(at - own_at) <= window for own_at in mine.get(trace, ())):
            at_risk[trace][s] += 1
    power = homophily(events, a, b, window) if alike else 1.0
    found = []
    for exposed in at_risk.values():
        miss = math.prod((1 - exposed[s] / (everyone[s] - own[s])) ** active[s] for s in exposed)
        if miss < 1:
            found.append(1 - miss**power)
    return found


def stratified(events, a, b, window, stratum, alike=True):
    """Expected shared traces and ln p, whichever way round is less surprising."""
    shared = counts(events, a, b, window).shared
    ways = [chances(events, *way, window, stratum, alike) for way in ((a, b), (b, a))]
    return max((log_sum_tail(shared, way), sum(way)) for way in ways)[::-1]


def timing(events, a, b, window):
    """ln P of meeting on so many of the common traces, whichever way round is less surprising.

    One's moments are held, the other's drawn from each trace's.
    """
    shared = counts(events, a, b, window).shared
    ways = [drawn(events, *way, window) for way in ((a, b), (b, a))]
    return max(log_sum_tail(shared, way) for way in ways)


def drawn(events, a, b, window):
    """By common trace: chance that b, drawn from its moments, meets a there."""
    mine, theirs = uses(events, a), uses(events, b)
    probabilities = []
    for trace in mine.keys() & theirs.keys():
        others = [at for who, there, at in events if there == trace and who != a]
        outside = sum(all(abs(at - own) > window for own in mine[trace]) for at in others)
        draws = len(theirs[trace])
        probabilities.append(1 - math.comb(outside, draws) / math.comb(len(others), draws))
    return probabilities


def evidence(events, a, b, accounts):
    """Rarity in bits of what two share: discounted by distance, and whole."""
    mine, theirs = uses(events, a), uses(events, b)
    close = common = 0.0
    for trace in mine.keys() & theirs.keys():
        users = len({who for who, there, _ in events if there == trace})
        rarity = max(-math.log2(users / accounts), 0.0)
        nearest = min(abs(at - other) for at, other in product(mine[trace], theirs[trace]))
        close += rarity * 0.5 ** (nearest / HALF_LIFE)
        common += rarity
    return close, common


def bits(events, a, b, accounts):
    close, common = evidence(events, a, b, accounts)
    return close * close / max(common, 1e-12)


def log_sum_tail(k, probabilities):
    """ln P(at least k of these independent trials succeed), digit by digit."""
    with localcontext() as context:
        context.prec = 60
        state = [Decimal(1)] + [Decimal(0)] * len(probabilities)
        for chance in map(Decimal, probabilities):
            for successes in range(len(state) - 1, 0, -1):
                state[successes] += (state[successes - 1] - state[successes]) * chance
            state[0] *= 1 - chance
        return _log(sum(state[k:], Decimal(0)))


def log_poisson_tail(k, mu):
    """ln P(X >= k) of Poisson's law, from its definition, to 60 digits."""
    with localcontext() as context:
        context.prec = 60
        mean = Decimal(mu)
        term = (-mean).exp()
        lower = Decimal(0)
        for i in range(k):
            lower += term
            term *= mean / (i + 1)
        upper, i = Decimal(0), k
        while i <= mu or term > upper * Decimal("1e-50"):
            upper += term
            i += 1
            term *= mean / i
        return _log(upper if k > mu else 1 - lower)


def _log(value):
    return float(value.ln()) if value > 0 else -math.inf


def benjamini_hochberg(log_p, tests):
    """ln q by key, out of `tests` hypotheses; those absent have p = 1."""
    ranked = sorted(log_p, key=log_p.__getitem__)
    log_q, least = {}, 0.0
    for rank in range(len(ranked), 0, -1):
        key = ranked[rank - 1]
        least = min(least, log_p[key] + math.log(max(tests, 1)) - math.log(rank))
        log_q[key] = least
    return log_q


def surprises(events, windows, min_shared, least):
    """By pair (a < b): for each window with enough shared, (expected, ln p plain, ln p)."""
    stratum = strata(events, HOUR, least) if events else []
    found = defaultdict(dict)
    for a, b in combinations(sorted({event[0] for event in events}), 2):
        for window in windows:
            shared = counts(events, a, b, window).shared
            if shared >= min_shared:
                mean, log_p = stratified(events, a, b, window, stratum)
                plain = log_poisson_tail(shared, plain_expectation(events, a, b, window))
                found[a, b][window] = (mean, plain, log_p)
    return found
