"""What commands there are: known by name and help before any of them is loaded."""

from typing import Final

from demasque.cli.groups.listed_command import ListedCommand
from demasque.cli.terms import text

COMMANDS: Final = (
    ListedCommand(
        "init",
        text("Make a case: the folder that will hold the evidence, the findings and who did what."),
    ),
    ListedCommand(
        "add",
        text(
            "Add export files to a case, and folders or zips of pictures and clips beside "
            "posts.\n\n"
            "What each file is, is found out from its content; adding one twice adds nothing; "
            "a row that cannot be used is counted, with the reason, and the rest is kept."
        ),
    ),
    ListedCommand(
        "detect",
        text(
            "Find accounts that share more, closer together in time, than chance explains, and "
            "the campaigns that they form.\n\n"
            "What is found takes the place of what was found before."
        ),
    ),
    ListedCommand(
        "campaigns",
        text(
            "List the campaigns of a case, strongest evidence first, and how far up the ladder "
            "each may be judged."
        ),
    ),
    ListedCommand(
        "narratives",
        text(
            "List the messages that two accounts or more wrote, those of most accounts first, "
            "in a campaign or in the whole case, each with a code by which it can be named "
            "(demasque label)."
        ),
    ),
    ListedCommand(
        "keeping.label",
        text(
            "Name a message, by its code in the list of narratives, or a wave. Detections keep "
            "the name; the custody log says that one was given."
        ),
    ),
    ListedCommand(
        "dossier.decide",
        text(
            "Write down what a named person decides on accounts: confirm, exclude or "
            "unsure.\n\n"
            "Excluded accounts leave the campaigns, and all figures, reports and exports of "
            "these. Of several persons' decisions on one account the most cautious holds: "
            "exclude before unsure before confirm. Every decision stays in the custody log for "
            "good; detections keep to them."
        ),
    ),
    ListedCommand(
        "watching.watch",
        text(
            "Keep watching a case: take the files that arrive in a folder, look for campaigns, "
            "and say what is new.\n\n"
            "A file is taken once it is whole; it goes to taken/ in that folder, or to "
            "rejected/ with the reason. Ctrl-C ends the watch; killed, it goes on where it was "
            "when it starts again. Other commands can use the case between two rounds."
        ),
    ),
    ListedCommand(
        "watching.status",
        text(
            "Show how a case is doing: posts, campaigns, open alerts, its watch and its "
            "feeds.\n\n"
            "Waits for nobody: while a round is at work, the figures are those after the round "
            "before."
        ),
    ),
    ListedCommand(
        "serve",
        text(
            "Look at a case in a browser: explore, decide, print.\n\n"
            "Prints one line with the address, which lets one browser in. Only this machine is "
            "answered, nothing is asked of any other, and Ctrl-C ends it. Needs pip install "
            "'demasque[web]'.\n\n"
            "With --public-address others are answered too, once they give the password."
        ),
    ),
    ListedCommand(
        "report",
        text(
            "Write the report: one HTML file that needs nothing else, with the findings, the "
            "posts that prove them, and how sure one may be."
        ),
    ),
    ListedCommand(
        "brief",
        text(
            "Write one page for readers who are no specialists: what was found, to whom, when, "
            "how sure one may be, what else may explain it, and what to do next.\n\n"
            "With --for, write two pages for a person or body that the posts address instead: "
            "what was seen, what is known of who posted it, what to keep, what to do, where to "
            "turn. They repeat no post and name no account. The custody log keeps that they "
            "were handed over."
        ),
    ),
    ListedCommand(
        "handover.statement",
        text(
            "Draft a statement for the public on one campaign, in English and French: facts, "
            "technique, confidence, what was done, what readers can do.\n\n"
            "Every sentence names the findings that it rests on, and an annex says how to get "
            "each. No account, no quotation, no picture and no link stands in it. It is marked "
            "as a draft until somebody signs it (--by); the custody log keeps that one was "
            "signed."
        ),
    ),
    ListedCommand(
        "export",
        text(
            "Write the case in another format: csv and parquet make a folder of tables, gexf "
            "and graphml a network for Gephi, stix and misp what partners' platforms read, "
            "navigator a layer of DISARM's techniques, open a package for everybody."
        ),
    ),
    ListedCommand(
        "handover.pack",
        text(
            "Write the evidence for one campaign as a ZIP file that holds without this "
            "program: posts, ties, hashes of media, custody log, judgements, checksums and how "
            "to check them. Original files stay out, and original ids unless --reveal asks for "
            "them. --check checks a pack that somebody else made."
        ),
    ),
    ListedCommand(
        "handover.refer",
        text(
            "Write a letter that refers a campaign's accounts on one platform to that "
            "platform, for review under its own rules: what was found, how sure, and each "
            "account with its posts and reason."
        ),
    ),
    ListedCommand(
        "dossier.judge",
        text(
            "Write down what a named person judges of a campaign, or what a second reader says "
            "of it. It is added to the custody log and never rewritten. From rung 3 on a "
            "source is needed."
        ),
    ),
    ListedCommand(
        "dossier.signature",
        text(
            "Write what characterises a campaign to a file that others can compare theirs "
            "with: hashes and counts, no words, no names of accounts, nothing that occurs in "
            "fewer than k of them.\n\n"
            "With --check, say what such a file is and whether its digital signature fits; "
            "with --new-key, make a pair of keys to sign with. The custody log keeps that a "
            "signature was made."
        ),
    ),
    ListedCommand(
        "dossier.match",
        text(
            "Find the posts that carry what others published of known operations: sites, "
            "addresses, hashtags, headlines and hashes.\n\n"
            "Without a file, all that the library holds is looked for (demasque library). With "
            "files, what they hold: any format of the library, which stays as it is. For each "
            "campaign, it is said how many accounts outside all campaigns carry the same: what "
            "is common there proves nothing. The report shows what was found."
        ),
    ),
    ListedCommand(
        "dossier.compare",
        text(
            "Compare a campaign with one of another case, with a signature, or with a library "
            "of signatures: by class how alike they are, and how rare that is among unrelated "
            "groups.\n\n"
            "The answer is no link, weak, or several independent links. It proposes what "
            "people should look at, and does not show who is behind either. It stays in the "
            "case, for its report."
        ),
    ),
    ListedCommand(
        "handover.techniques",
        text(
            "List techniques of the DISARM framework (Red, v1.6) that campaigns show, with "
            "what was measured; accept or reject them as a named person.\n\n"
            "What the program proposes is a proposal. Any technique of the register may be "
            "accepted by its id. Of several persons one who rejects outweighs those who "
            "accept. Everything stays in the custody log for good."
        ),
    ),
    ListedCommand(
        "handover.outcome",
        text(
            "Take a list of what became of accounts and posts: removed, suspended, still up, "
            "unknown, restored, or reported by mistake.\n\n"
            "The list is CSV with the columns platform, account or post, status and date "
            "(2026-03-31). Accounts and posts are named by the platform’s own ids, by links, "
            "or by pseudonyms; the list itself is not kept. Shown are the share and the time "
            "to removal, what survives, and accounts first seen after a removal that carry "
            "what a campaign spread before it."
        ),
    ),
    ListedCommand(
        "watching.alerts",
        text(
            "List what a watch has to tell, newest first, or write down who saw an alert.\n\n"
            "Alerts are about campaigns, words, sites, media and feeds, never about an "
            "account. Listed are those that nobody has acknowledged yet; who does stays in the "
            "custody log for good."
        ),
    ),
    ListedCommand(
        "keeping.verify",
        text("Check that the evidence and the custody log are as they were written."),
    ),
    ListedCommand(
        "keeping.rejects",
        text(
            "List the rows of export files that could not be used, each with its line and its "
            "reason."
        ),
    ),
    ListedCommand(
        "keeping.remap",
        text(
            "Read the evidence again with today's mapping.\n\n"
            "After an upgrade of demasque, what it has learnt about an export's fields reaches "
            "the posts that are in the case. Findings stay until the next detection. All or "
            "nothing: a run that is cut short changes nothing."
        ),
    ),
    ListedCommand(
        "keeping.venues",
        text(
            "Say by a list of your own what kind of venue accounts are, and what they are "
            "called.\n\n"
            "The list is CSV with the columns platform, account, kind (department, media, "
            "politician, private_person, other) and name. It takes the place of an earlier "
            "one. The name of a private person is never stored, and who is not on the list "
            "stays a pseudonym everywhere."
        ),
    ),
    ListedCommand(
        "keeping.purge",
        text(
            "Take posts that are too old out of a case: tables, findings and evidence.\n\n"
            "Accounts left without a post go as well. Files of evidence that held such posts "
            "are replaced by what is left of them. It cannot be undone; the custody log keeps "
            "that it was done."
        ),
    ),
    ListedCommand(
        "keeping.forget",
        text(
            "Take accounts out of a case: tables, findings and evidence.\n\n"
            "Their posts go, and their names in what others wrote. Files of evidence that "
            "named them are replaced by what is left of them. A tombstone keeps them out of "
            "files that are added later. It cannot be undone."
        ),
    ),
    ListedCommand(
        "keeping.anonymise",
        text(
            "Make a case anonymous for good: destroy its key, and the evidence, whose lines "
            "the tables name.\n\n"
            "Tables and findings stay. Nothing can be added, revealed or remapped afterwards."
        ),
    ),
    ListedCommand(
        "demo",
        text(
            "Show the main job on a simulated world whose truth is known.\n\n"
            "Nobody real is in it. Makes the export files, the case and the report, and counts "
            "how much of the truth was found."
        ),
    ),
)
"""In the order in which help names them. To add a command is to name it here."""
