"""What a notice of a trusted flagger holds (Regulation (EU) 2022/2065, Digital Services Act).

Article 16(2) lists four elements: (a) the reasons why information is alleged to be illegal content,
(b) its exact electronic location, (c) the name and e-mail address of whoever gives notice, (d) a
statement of good faith. Article 22(1): notices of trusted flaggers, acting within their designated
area of expertise, are given priority, and are processed and decided upon without undue delay.
"""

from demasque.publish.referral.letters.letter_section import LetterSection
from demasque.publish.referral.referral_values import ReferralRequest
from demasque.sentences import Sentence


def notice_elements(request: ReferralRequest) -> tuple[LetterSection, ...]:
    """The section for a trusted flagger; nothing for anybody else."""
    if request.trusted_flagger is None:
        return ()
    return (
        LetterSection(
            Sentence("Notice of a trusted flagger (Regulation (EU) 2022/2065, Articles 16 and 22)"),
            (
                Sentence(
                    "We give this notice as a trusted flagger under Article 22, {status}, within "
                    "our designated area of expertise.",
                    status=request.trusted_flagger,
                ),
                Sentence(
                    "Article 22(1) asks that such notices be given priority, and be processed and "
                    "decided upon without undue delay."
                ),
            ),
            (
                Sentence(
                    "Reasons (Article 16(2)(a)): the sections above and the reason beside each "
                    "account. The law that the content is alleged to infringe, which no program "
                    "can say: ______________________________"
                ),
                Sentence(
                    "Exact electronic location (Article 16(2)(b)): the addresses in the list, or "
                    "the ids where there is no address."
                ),
                Sentence(
                    "Name and e-mail address (Article 16(2)(c)): {by}, {contact}.",
                    by=request.by,
                    contact=request.contact,
                ),
                Sentence(
                    "Good faith (Article 16(2)(d)): by signing, we confirm our belief in good "
                    "faith that the information and allegations in this notice are accurate and "
                    "complete."
                ),
            ),
        ),
    )
