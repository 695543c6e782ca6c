"""A question that was asked last is not worked out again, and no other is taken for it."""

import numpy as np

from demasque.coordination.strength.remembered import Remembered


def test_only_the_same_question_has_the_same_answer() -> None:
    asked: list[int] = []
    last: Remembered[int] = Remembered()

    def answer(*question: object) -> int:
        def find() -> int:
            asked.append(len(asked))
            return asked[-1]

        return last.answer(question, find)

    members = np.array([True, False])
    assert answer(members, 5, 0.01) == answer(members.copy(), 5, 0.01) == 0
    assert answer(~members, 5, 0.01) == 1
    assert answer(~members, 5, 0.05) == 2
    assert answer(~members, 5) == 3
    assert answer(members, 5, 0.01) == 4, "only the last answer is kept"
