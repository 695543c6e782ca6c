"""A letter as one HTML file that needs nothing else and prints as it stands."""

from collections.abc import Sequence

from demasque.publish.referral.letters.letter_content import LetterContent
from demasque.publish.referral.letters.letter_rows import ListedAccount
from demasque.publish.templating import environment
from demasque.sentences import Sentence
from demasque.wording import Wording


def letter_page(
    content: LetterContent,
    accounts: Sequence[ListedAccount],
    listing: Sequence[Sentence],
    words: Wording,
) -> bytes:
    """The letter in one language; addresses stand in it as text, so that nobody opens them unasked.

    ``listing`` is what is said above the list of accounts.
    """
    template = environment(words).get_template("referral.html")
    return template.render(letter=content, accounts=accounts, listing=listing).encode()
