# Two commands set everything up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check plain bench bench-compare bench-add bench-folders bench-kill bench-text bench-waves bench-calibration bench-incidents bench-real bench-evasion bench-reuse bench-signs bench-placement bench-report bench-rushes bench-schedules bench-operations bench-library bench-unchanged bench-media bench-media-scale bench-parts bench-words bench-picture-text bench-signatures bench-hashes bench-claims bench-known bench-shingles bench-known-says bench-networks bench-regeneration bench-regeneration-real explore fuzz clean bench-matrix bench-web

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
EXTRAS := meaning,pdf,schedules,media,faces,sign,stix,misp,letters,timestamps,web,collect,watch
FOR_USE := $(VENV)/.for-use

# What one who uses the program needs, all but what is large and seldom: a cluster, words in pictures.
$(FOR_USE): pyproject.toml constraints.txt
	find src \( -name '*.nbi' -o -name '*.nbc' \) -delete  # kernels compiled from other versions
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) -e '.[$(EXTRAS)]'
	$(BIN)/python -m demasque.kernels
	@touch $(FOR_USE)

$(READY): $(FOR_USE)
	$(INSTALL) -e '.[dev,ocr,spark,$(EXTRAS)]'
	@touch $(READY)

demo: $(FOR_USE) scripts-if-possible
	$(BIN)/demasque demo

# Scripts of others for `demasque serve`: from the npm registry by name, pinned and checked by their
# hashes, into the package. Pages work without them.
VENDOR := src/demasque/web/static/vendor/versions.json
.PHONY: web scripts-if-possible
web: $(VENDOR)

$(VENDOR): package-lock.json tools/copied_scripts.py
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(PYTHON) tools/copied_scripts.py

scripts-if-possible:
	@if ! command -v npm >/dev/null; then \
	  echo "Node and npm are not here: pages of demasque serve do without scripts (make web fetches them)."; \
	elif ! $(MAKE) --no-print-directory web; then \
	  echo "The scripts could not be fetched: pages of demasque serve do without them (make web tries again)."; \
	fi

# A file of tests at a time in each process, of which there is one more than cores; the tests of one
# file share what they set up. The longest files first, as tests/slow_files.py lists them.
test: $(READY) scripts-if-possible
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the documentation shows runs with nothing but `pip install demasque` (and pytest to run it).
PLAIN := $(VENV)-plain
plain:
	$(PYTHON) -m venv --clear $(PLAIN)
	$(PLAIN)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt . pytest
	$(PLAIN)/bin/python -m pytest --noconftest tests/test_docs.py

# What runs on Spark, against each line of PySpark 4; VERSIONS='4.0.5' for one.
.PHONY: spark-versions
spark-versions: $(READY)
	$(BIN)/python tools/spark_versions.py $(VERSIONS)

# Peers are installed into benchmarks/out/; what does not install is named and left out.
bench: $(READY)
	$(BIN)/python benchmarks/engine/bench.py $(BENCH)

.PHONY: bench-spark
# Ties on Spark, from 1 M to 100 M events, beside a join by hand: BENCH='--events 1000000,10000000'.
bench-spark: $(READY)
	$(BIN)/python benchmarks/spark/bench.py $(BENCH)

# Copy families on labelled posts, beside plain tools; add scale.py SIZE... by hand for scale.
bench-text: $(READY)
	$(BIN)/python benchmarks/text/bench.py $(BENCH)

# Chain letters in many wordings: how many of their posts are in one wave.
bench-waves: $(READY)
	$(BIN)/python benchmarks/text/waves.py $(BENCH)

# The properties again, each round on other examples than make test draws.
ROUNDS ?= 10
explore: $(READY)
	for round in $$(seq $(ROUNDS)); do \
	  $(BIN)/python -m pytest -m hypothesis --hypothesis-profile=explore || exit 1; \
	done

# Every source on damaged files, guided by coverage; FUZZ is the number of seconds.
FUZZ ?= 600
fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	$(BIN)/python fuzz/fuzz_sources.py $(FUZZ)

# The whole way from an export to the report, step by step; BENCH='--posts 10000000' for more.
.PHONY: bench-way
bench-way: $(READY)
	$(BIN)/python benchmarks/way/bench.py $(BENCH)

# Rate and memory of adding exports, beside DuckDB's own reader; BENCH='--posts 10000000' for more.
bench-add: $(READY)
	$(BIN)/python benchmarks/adding/bench.py $(BENCH)

# Nested exports at full size, each beside its plain decoding: BENCH='--posts 20000 --formats x-api'.
.PHONY: bench-nested
bench-nested: $(READY)
	$(BIN)/python benchmarks/adding/nested.py $(BENCH)

# SIGKILL at random moments of adding: every case verifies and a repeat completes it.
bench-kill: $(READY)
	$(BIN)/python benchmarks/adding/kill.py $(BENCH)

# A simulated fortnight watched: alerts in time, quiet worlds quiet, SIGKILL at 50 moments without a
# trace; BENCH='--seeds 0 --quiet 0' for the kills alone.
.PHONY: bench-watch
bench-watch: $(READY)
	$(BIN)/python benchmarks/watch/bench.py $(BENCH)

# A detection of a million posts of which all but ten thousand were looked at before, and anew.
.PHONY: bench-known-posts
bench-known-posts: $(READY)
	$(BIN)/python benchmarks/watch/known_posts.py $(BENCH)

# What of published lists of indicators is loaded or lost, and what large files cost.
bench-library: $(READY)
	$(BIN)/python benchmarks/dossier/library_load.py $(BENCH)

# Does the false discovery rate hold, and what does it take to be found? Then a known operation.
bench-calibration: $(READY)
	$(BIN)/python benchmarks/calibration/calibrate.py $(BENCH)

# Messages pushed by a group inside a crowd: false ones, and what it takes to be found.
bench-incidents: $(READY)
	$(BIN)/python benchmarks/calibration/incidents.py $(BENCH)

bench-real: $(READY)
	$(BIN)/python benchmarks/calibration/real.py $(BENCH)

# The operation rewritten by an operator who adapts: where does detection end?
bench-evasion: $(READY)
	$(BIN)/python benchmarks/calibration/evasion.py $(BENCH)

# Favoured venues, floods, copied filler and echo chambers in worlds with and without them.
bench-placement: $(READY)
	$(BIN)/python benchmarks/anatomy/placement.py $(BENCH)

# Signs of accounts in worlds with and without what each looks for, and on a known operation.
bench-signs: $(READY)
	$(BIN)/python benchmarks/anatomy/signs.py $(BENCH)

# Reused words as leads: a known operation, one that reuses slowly, and worlds with none.
bench-reuse: $(READY)
	$(BIN)/python benchmarks/calibration/reuse.py $(BENCH)

# Milliseconds of each kind of page for four clients, memory and first paint; BENCH='--case FOLDER' for one that is there.
bench-web: $(READY)
	$(BIN)/python benchmarks/web/bench.py $(BENCH)

# A search and its index: seconds, size, milliseconds a query; BENCH=CASE names the case.
.PHONY: bench-search
bench-search: $(READY)
	$(BIN)/python benchmarks/web/search_figures.py $(BENCH)

# Seconds, size and printed pages of the report and its first page; BENCH='--posts 1000000 ...' for more.
bench-report: $(READY)
	$(BIN)/python benchmarks/report/bench.py $(BENCH)

# Who carries claims: seconds, and whether a plain look at every post finds the same.
bench-claims: $(READY)
	$(BIN)/python benchmarks/dossier/claim_carriers.py $(BENCH)

# Ordered hours of campaigns: found where they are, and not where they are not.
bench-schedules: $(READY)
	$(BIN)/python benchmarks/anatomy/schedules.py $(BENCH)

# Comparisons: halves of one operation linked, unrelated groups apart; BENCH='--only simulated --pairs 10'.
bench-compare: $(READY)
	$(BIN)/python benchmarks/dossier/compare.py $(BENCH)

# Operations above campaigns: desks of one together, unrelated ones and people of one circle apart.
bench-operations: $(READY)
	$(BIN)/python benchmarks/anatomy/operations.py $(BENCH)

# Decisions on accounts: what they cost, and whether figures are those of a new detection.
.PHONY: bench-open-data
# Two packages of open data, before and after an account left: how often it is named.
bench-open-data: $(READY)
	$(BIN)/python benchmarks/open_data/who_left.py $(BENCH)

.PHONY: bench-decisions
bench-decisions: $(READY)
	$(BIN)/python benchmarks/dossier/deciding_costs.py $(BENCH)

# Times in which many accounts were created: found where they are, and not where they are not.
bench-rushes: $(READY)
	$(BIN)/python benchmarks/anatomy/rushes.py $(BENCH)

# Competing hypotheses: what stands first for operations, and for groups that hide nothing.
bench-matrix: $(READY)
	$(BIN)/python benchmarks/dossier/matrix_ranks.py $(BENCH)

# Adding folders of pictures beside posts.
bench-folders: $(READY)
	$(BIN)/python benchmarks/adding/media_folders.py $(BENCH)

# Pictures and clips in other clothes: recall by edit, false matches, rates.
bench-media: $(READY)
	$(BIN)/python benchmarks/media/bench.py $(BENCH)

# How long families of many files take, and how much memory.
bench-media-scale: $(READY)
	$(BIN)/python benchmarks/media/families_at_scale.py $(BENCH)

# What is read of the words in pictures, by the reader's score.
bench-words: $(READY)
	$(BIN)/python benchmarks/media/picture_words.py $(BENCH)

# What local features find by themselves, among how many strangers, in which time.
bench-parts: $(READY)
	$(BIN)/python benchmarks/media/parts.py $(BENCH)

# Is a group found by the words in its pictures alone?
bench-picture-text: $(READY)
	$(BIN)/python benchmarks/media/picture_text.py $(BENCH)

# Every pair of hashes within a distance, and queries, beside faiss.
bench-hashes: $(READY)
	$(BIN)/python benchmarks/media/hashes.py $(BENCH)

bench-shingles: $(READY)
	$(BIN)/python benchmarks/text/shingles.py $(or $(BENCH),--messages 600)

bench-signatures: $(READY)
	$(BIN)/python benchmarks/dossier/signature_figures.py $(or $(BENCH),--world --real)

# Known indicators: planted ones found, lookalikes not; and what ordinary ones would say, if listed.
bench-known: $(READY)
	$(BIN)/python benchmarks/dossier/known_indicators.py $(BENCH)

bench-known-says: $(READY)
	$(BIN)/python benchmarks/dossier/what_indicators_say.py

bench-regeneration: $(READY)
	$(BIN)/python benchmarks/dossier/regeneration.py $(BENCH)

bench-regeneration-real: $(READY)
	$(BIN)/python benchmarks/dossier/new_real_accounts.py

.PHONY: bench-stix
# A bundle of STIX of one campaign: BENCH='ACCOUNTS'.
bench-stix: $(READY)
	$(BIN)/python benchmarks/handover/stix_at_size.py $(BENCH)

# Alarms of rates over quiet months, and which rises are seen.
.PHONY: bench-alarms
bench-alarms: $(READY)
	$(BIN)/python benchmarks/watch/alarms.py $(BENCH)

# Groups of genuine people in quiet worlds, and how many of them a watch tells of.
.PHONY: bench-quiet
bench-quiet: $(READY)
	$(BIN)/python benchmarks/watch/quiet_campaigns.py $(BENCH)

# Networks as files, of a case with findings: BENCH='FOLDER'.
bench-networks: $(READY)
	$(BIN)/python benchmarks/networks/network_files.py $(BENCH)

# Mastodon's servers and YouTube, replayed: BENCH='--network youtube --rate 200 --minutes 2'
.PHONY: bench-collect-networks
bench-collect-networks: $(READY)
	$(BIN)/python benchmarks/collect/bench_networks.py $(BENCH)

# Places of accounts in the picture of a network: seconds, and whether groups stand apart.
.PHONY: bench-layout
bench-layout: $(READY)
	$(BIN)/python benchmarks/networks/network_places.py $(BENCH)

# A Jetstream that breaks, repeats, garbles and stalls: what is lost, how late, in how much memory.
.PHONY: bench-collect
bench-collect: $(READY)
	$(BIN)/python benchmarks/collect/bench.py $(BENCH)

# Every form in which a case is handed over: seconds and memory, of a million posts and of a campaign
# of 30,000 members. BENCH='--case FOLDER' for a copy of a case with findings.
.PHONY: bench-handover
bench-handover: $(READY)
	$(BIN)/python benchmarks/publish/handover.py $(BENCH)

# The same bytes as before a change? Run it in both checkouts, and compare what they print.
bench-unchanged: $(READY)
	$(BIN)/python benchmarks/unchanged/digests.py benchmarks/out/unchanged-$$(date +%s)

.PHONY: screenshots
# Pictures of the page in docs/pictures, from the demo's simulated world; takes Chromium.
screenshots: $(READY) scripts-if-possible
	$(BIN)/python tools/screenshots.py $(BENCH)

clean:
	rm -rf $(VENV) $(PLAIN) $(VENV)-spark node_modules src/demasque/web/static/vendor .mypy_cache .pytest_cache .ruff_cache .import_linter_cache demo-case
