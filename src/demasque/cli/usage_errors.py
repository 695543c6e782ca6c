"""Mistakes in a command line, in the reader's language: Typer finds them and words them in English.

A mistake is recognised by the name of its class and by what the exception carries, never by its
words, which change from version to version. What is not known here keeps Typer's own sentence.
"""

from difflib import get_close_matches
from typing import Any, Final

from demasque.sentences import Sentence

_OF_VALUES: Final = {
    "int_parsing": Sentence("a whole number is wanted"),
    "int_from_float": Sentence("a whole number is wanted"),
    "int_parsing_size": Sentence("the number is too large"),
    "float_parsing": Sentence("a number is wanted"),
}
"""What is wrong with a value, by the kind of fault that pydantic names."""


def usage_sentence(error: Any, arguments: list[str], commands: list[str]) -> Sentence:
    """Return what was wrong with a command line, and what would be right.

    ``arguments`` is the command line and ``commands`` are the names of all commands.
    """
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error)
        case "MissingParameter":
            return Sentence("{name} is missing.", name=_name(error.param))
        case "BadOptionUsage":
            return _option_and_value(error)
        case "BadParameter":
            return _bad_value(error)
        case "UsageError":
            return _left_over(error, arguments, commands)
    return Sentence(error.format_message())


def _no_such_option(error: Any) -> Sentence:
    if error.possibilities:
        return Sentence(
            "There is no option {option}; did you mean {others}?",
            option=error.option_name,
            others=sorted(error.possibilities),
        )
    return Sentence("There is no option {option}.", option=error.option_name)


def _option_and_value(error: Any) -> Sentence:
    option = error.option_name
    if "requires" in error.message:
        return Sentence("{option} needs a value after it.", option=option)
    return Sentence("{option} takes no value.", option=option)


def _bad_value(error: Any) -> Sentence:
    """Word a value that does not fit, from what pydantic says of it."""
    cause = error.__cause__
    if error.param is None or not hasattr(cause, "errors"):
        return Sentence(error.format_message())
    fault = cause.errors()[0]
    name, value = _name(error.param), str(fault.get("input", ""))
    limits = fault.get("ctx", {})
    if error.param.type_descriptor.is_choice:
        choices = [
            str(getattr(each, "value", each)) for each in error.param.type_descriptor.choices
        ]
        return Sentence(
            "{name} {value}: it is one of {choices}.",
            name=name,
            value=value,
            choices=", ".join(choices),
        )
    if "ge" in limits:
        return Sentence(
            "{name} {value}: the smallest is {limit}.", name=name, value=value, limit=limits["ge"]
        )
    reason = _OF_VALUES.get(fault["type"], Sentence(error.message))
    return Sentence("{name} {value}: {reason}.", name=name, value=value, reason=reason)


def _left_over(error: Any, arguments: list[str], commands: list[str]) -> Sentence:
    """Word what was left: no command of this name, or words that the command does not take."""
    group: Any = getattr(error.ctx, "command", None)
    if hasattr(group, "commands"):
        above = error.ctx.command_path.split()[1:]
        known = sorted(group.commands) if above else [each for each in commands if " " not in each]
        words = [each for each in arguments if not each.startswith("-")][len(above) :]
        if words and words[0] not in known:
            if near := get_close_matches(words[0], known):
                return Sentence(
                    "There is no command called {name}. Near it: {commands}.",
                    name=words[0],
                    commands=", ".join(near),
                )
            return Sentence(
                "There is no command called {name}. The commands are: {commands}.",
                name=words[0],
                commands=", ".join(known),
            )
        return Sentence(
            "A command is missing. The commands are: {commands}.", commands=", ".join(known)
        )
    return Sentence(
        "The command line holds more than the command takes: {line}.", line=" ".join(arguments)
    )


def _name(parameter: Any) -> str:
    """How a parameter is written: its longest option, or what stands for its value.

    With an option goes the variable of the environment that may have given it.
    """
    if parameter.param_type_name == "option":
        longest = str(max(parameter.opts, key=len))
        return f"{longest} ({parameter.envvar})" if parameter.envvar else longest
    return str(parameter.metavar or parameter.name)
