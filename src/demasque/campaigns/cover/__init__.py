"""What is around a campaign's messages: filler, reactions from outside, pace.

*Filler* is a member's post that carries no trace of another member, as everywhere in
:mod:`demasque.campaigns`. A *clip* is a post with a picture, a film or a sound.
"""
