"""Settings: defaults < user file < repository file < environment < flags -> one frozen object."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, TypeVar

from tools.errors import Kind, UserError

REPOSITORY_FILE = ".offdroid.toml"
PREFIX = "OFFDROID_"
_SEVERITY = re.compile(r"[A-Z]+(?:-\d+)?=(?:block|warn|info|off)")
_WAYS = ("commit", "branch", "patch")  # for a patch to arrive

Value = str | int | bool | tuple[str, ...]
T = TypeVar("T", bound=Value)


def _setting(
    default: T, about: str, *, widens: bool = False, choices: tuple[str, ...] = (), least: int = 0
) -> T:
    """Declare a setting. One that `widens` what the agent may do is refused in a repository."""
    about_it = {"about": about, "widens": widens, "choices": choices, "least": least}
    declared: T = field(default=default, metadata=about_it)
    return declared


@dataclass(frozen=True)
class Settings:
    """Everything that a person can set. Flags and files write `_` as `-`."""

    engine: str = _setting(
        "auto",
        "What answers: `auto` (a recipe where the request needs no model, else Ollama), `direct` "
        "(recipes only), `ollama`, `llamacpp` (in this process) or `scripted` (a transcript).",
        widens=True,
        choices=("auto", "direct", "ollama", "llamacpp", "scripted"),
    )
    model: str = _setting(
        "",
        "The model's name, a GGUF file, or a transcript. Empty: the largest Gemma 4 that fits.",
        widens=True,
    )
    address: str = _setting(
        "",
        "Where Ollama listens, as a loopback literal. Empty: `OLLAMA_HOST`, else 127.0.0.1:11434.",
        widens=True,
    )
    context: int = _setting(0, "The context to ask for, in tokens. 0: chosen for the machine.")
    seal: Literal["auto", "required", "off"] = _setting(
        "auto",
        "How the network is closed: `auto` (on Linux by the kernel or exit 6, elsewhere as well as "
        "can be), `required` (by the kernel and without exception, or exit 6) or `off`.",
        widens=True,
        choices=("auto", "required", "off"),
    )
    max_turns: int = _setting(30, "How many choices the model may make in one run.", least=1)
    max_faults: int = _setting(3, "How many faults in a row end a run.", least=1)
    max_repairs: int = _setting(2, "How many rounds of repair follow a failed check.")
    ask_above: int = _setting(
        20,
        "A patch by a model is asked about before it lands if it has more files.",
        widens=True,
        least=1,
    )
    yes: bool = _setting(False, "Answer yes to every question.", widens=True)
    keep_unverified: bool = _setting(
        False, "Apply a patch even where its checks find new errors (exit 4).", widens=True
    )
    no_guard: tuple[str, ...] = _setting(
        (), "Guards to switch off by name, to measure what they are worth.", widens=True
    )
    commit: bool = _setting(False, "Commit the patch, and only the patch.", widens=True)
    branch: str = _setting("", "Commit the patch on a new branch of this name.", widens=True)
    patch: str = _setting("", "Write the patch to this file and touch nothing.", widens=True)
    fail_on: Literal["block", "warn", "info", "never"] = _setting(
        "block",
        "`review` ends with exit 1 on findings as grave as this: `block`, `warn`, `info` or "
        "`never`.",
        choices=("block", "warn", "info", "never"),
    )
    select: tuple[str, ...] = _setting(
        (),
        "The checks that a run and a review tell of, by id (`KT-04`) or family (`KT`). Empty: all.",
    )
    ignore: tuple[str, ...] = _setting((), "The checks that a run and a review leave out.")
    severity: tuple[str, ...] = _setting(
        (),
        "How grave a check or a family is here, as in `KT-20=warn`: `block`, `warn`, `info` or "
        "`off`. The last that fits counts.",
    )
    linters: bool = _setting(
        True, "Run `ktlint` and `detekt` in a review, where they are on `PATH`.", widens=True
    )
    budget: int = _setting(
        20, "How many seconds a model may take to advise in a review.", widens=True, least=1
    )
    keep_days: int = _setting(30, "How many days a transcript is kept.", widens=True, least=1)

    def guarded(self, guard: str) -> bool:
        """Whether the guard of this name is on."""
        return guard not in self.no_guard


def user_file() -> Path:
    """Where the user's own settings lie."""
    from platformdirs import user_config_path

    return user_config_path("offdroid", appauthor=False) / "config.toml"


def resolve(
    root: Path | None,
    flags: Mapping[str, Value | None],
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Merge all sources. `root` is the repository's (None: its file is not read yet).

    A flag that is None was not given. Raises `UserError` (usage) for what cannot be read.
    """
    values = _read_file(user_file(), may_widen=True)
    if root is not None:
        values |= _read_file(root / REPOSITORY_FILE, may_widen=False)
    values |= _read_environment(os.environ if environment is None else environment)
    given = {
        name: _checked(name, value, f"`--{_spelled(name)}`")
        for name, value in flags.items()
        if value is not None
    }
    if any(given.get(name) for name in _WAYS):
        values = {name: value for name, value in values.items() if name not in _WAYS}
    values |= given
    _refuse_together(values)
    return Settings(**values)  # type: ignore[arg-type]


def _read_file(path: Path, *, may_widen: bool) -> dict[str, Value]:
    import tomllib

    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UserError(f"cannot read `{path}`: {error.strerror}", kind=Kind.USAGE) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"`{path}` is not valid TOML: {error}", kind=Kind.USAGE) from error
    known = {item.name: item for item in fields(Settings)}
    values: dict[str, Value] = {}
    for key, value in raw.items():
        name = key.replace("-", "_")
        if name not in known:
            raise _unknown(key, path, known)
        if known[name].metadata["widens"] and not may_widen:
            raise UserError(
                f"a repository may not set `{key}` (in `{path}`)",
                f"remove the line, or set it in `{user_file()}` if you want it for yourself",
                Kind.USAGE,
            )
        listed = tuple(value) if isinstance(value, list) else value
        values[name] = _checked(name, listed, f"`{key}` in `{path}`")
    return values


def _read_environment(environment: Mapping[str, str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for item in fields(Settings):
        variable = PREFIX + item.name.upper()
        text = environment.get(variable, "")
        if text:
            values[item.name] = _checked(item.name, _parsed(text, item.default), f"`{variable}`")
    return values


def _parsed(text: str, like: object) -> Value:
    """An environment variable as the type of its setting; unreadable text is left as it is."""
    if isinstance(like, bool):
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
            text.lower(), text
        )
    if isinstance(like, int):
        return int(text) if text.isdecimal() else text
    if isinstance(like, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _checked(name: str, value: object, where: str) -> Value:
    item = next(item for item in fields(Settings) if item.name == name)
    default = item.default
    if isinstance(value, tuple) and isinstance(default, tuple):
        if all(isinstance(part, str) for part in value):
            if name == "severity":
                _demand_severities(value, where)
            return value
    elif type(value) is type(default) and isinstance(value, str | int):
        choices: tuple[str, ...] = item.metadata["choices"]
        if choices and value not in choices:
            raise UserError(
                f"{where} is `{value}`", f"use one of {_listed(choices)}", kind=Kind.USAGE
            )
        if not isinstance(value, str | bool) and value < item.metadata["least"]:
            raise UserError(
                f"{where} is {value}", f"use {item.metadata['least']} or more", kind=Kind.USAGE
            )
        return value
    wanted = {bool: "true or false", int: "a whole number", str: "a text"}.get(
        type(default), "a list of texts"
    )
    raise UserError(f"{where} is not {wanted}: `{value}`", kind=Kind.USAGE)


def _demand_severities(value: tuple[str, ...], where: str) -> None:
    for part in value:
        if not _SEVERITY.fullmatch(part):
            hint = "write a check and how grave it is, as in `KT-20=info`"
            raise UserError(f"{where} holds `{part}`", hint, Kind.USAGE)


def _refuse_together(values: Mapping[str, Value]) -> None:
    given = [name for name in _WAYS if values.get(name)]
    if len(given) > 1:
        raise UserError(
            f"`--{given[0]}` and `--{given[1]}` exclude each other",
            "choose one way for the patch to arrive",
            Kind.USAGE,
        )


def _unknown(key: str, path: Path, known: Iterable[str]) -> UserError:
    from difflib import get_close_matches

    near = get_close_matches(key.replace("-", "_"), list(known), n=1)
    hint = f"did you mean `{_spelled(near[0])}`" if near else "see docs/reference/settings.md"
    return UserError(f"unknown setting `{key}` in `{path}`", hint, Kind.USAGE)


def _spelled(name: str) -> str:
    return name.replace("_", "-")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
