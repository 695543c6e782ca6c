"""Names that people give messages."""

from typing import Final

from demasque.api import Case
from demasque.sentences import Sentence
from demasque.web.acting.act import Act, Done, Posted
from demasque.web.acting.page_forms import FormField, PageForm
from demasque.web.sessions import Undo

LABEL: Final = PageForm(
    "label",
    Sentence("Name this message"),
    Sentence("Keep the name"),
    (
        FormField(
            "name",
            Sentence("Name"),
            Sentence("It hangs on the posts and survives a new detection; empty, it is taken off."),
        ),
    ),
)


def _label(case: Case, posted: Posted) -> Done:
    code, name, earlier = posted.path["code"], posted.value("name"), posted.value("earlier")
    if not name:
        posts = case.unlabel(code)
        said = Sentence.counted(
            "{code} has no name any more: it hung on {n} post.",
            "{code} has no name any more: it hung on {n} posts.",
            posts,
            code=code,
        )
    else:
        posts = case.label(code, name)
        said = Sentence.counted(
            "{code} is called {name}: the name hangs on {n} post.",
            "{code} is called {name}: the name hangs on {n} posts.",
            posts,
            code=code,
            name=name,
        )
    if any(each["holds"] == "exclude" for each in case.decisions().to_pylist()):
        said = Sentence(
            "{done} Posts of excluded accounts may be among them; the page does not count these.",
            done=said,
        )
    back = Undo(f"/messages/{code}/label", {"name": earlier, "earlier": name})
    # A message that bore several names cannot get them back by one form.
    return Done(said, None if posted.value("several") else back)


LABELLING: Final = (Act("label", "/messages/{code}/label", _label),)
"""Acts about names of messages."""
