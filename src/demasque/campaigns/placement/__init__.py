"""To whom does a campaign speak? Whom its posts address, how much more than chance, and the harm.

A post *addresses* an account, its *target*, when it stands under that account's post or on its
page, quotes it, or mentions it; passing a post on does not address its author. What hangs on many
tests at once (:mod:`favour`, :mod:`floods`) is measured by a detection and kept in ``targets``,
``target_days`` and ``floods``; the rest is read when somebody asks.
"""
