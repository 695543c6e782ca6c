"""In which order the files of tests begin."""

from typing import Final

SLOW_FIRST: Final = (
    "cli/test_real_data.py",
    "spark_faults/test_faults_of_parts.py",
    "spark_faults/test_faults_of_ties.py",
    "dossier/test_nothing_is_lost.py",
    "coordination/test_case_work.py",
    "cli/test_processes.py",
    "cli/test_demo_earlier.py",
    "cli/test_demo_media.py",
    "case/test_killing.py",
    "web/test_walks.py",
    "web/test_axe.py",
    "web/test_plain_walks.py",
    "web/test_hostile_case.py",
    "coordination/test_joint.py",
    "media/storing/test_media_killing.py",
    "dossier/test_decisions.py",
    "dossier/test_decisions_through_the_case.py",
    "coordination/test_standing.py",
    "publish/test_media_shown.py",
    "media/test_whole_pictures.py",
    "case/test_nothing_raw.py",
    "cli/test_media_words_commands.py",
    "media/faces/test_avatar_eyes.py",
    "publish/test_report_failures.py",
    "dossier/test_decisions_on_a_changed_log.py",
    "publish/test_handed_over.py",
    "dossier/test_judgements_shown.py",
    "campaigns/test_waves.py",
    "sources/test_no_source_leaks.py",
    "findings/test_handed_campaign.py",
    "benchmarks/test_evasion.py",
    "test_report_browser.py",
    "publish/test_navigator.py",
    "extensions/test_extensions.py",
    "publish/test_weighed_signs.py",
    "media/storing/test_media_rejects.py",
    "cli/test_claim_commands.py",
    "findings/test_why_nothing.py",
    "publish/test_one_number.py",
    "test_docs.py",
    "media/fingerprints/test_hostile_files.py",
    "media/hamming/test_hash_index.py",
    "accounts/test_like_the_others.py",
    "dossier/test_whole_dossier.py",
)
"""Files that take longest, longest first: one that began last would leave the other cores idle.

`make test` shares files out in this order (--no-loadscope-reorder: pytest-xdist would otherwise
begin with the files of most tests, and the longest have few). In it are those that took over half
a minute on two loaded cores; the order need not be exact.
"""
