"""Arguments and options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

Request = Annotated[
    str,
    typer.Argument(metavar="REQUEST", help="What you want, or `-` to read it from standard input."),
]
Folder = Annotated[
    Path, typer.Option("--path", metavar="DIR", help="Work in the project that holds this folder.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON on standard output, one value a line.")
]
Engine = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Let this engine answer: auto, direct, ollama, llamacpp or scripted.",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Use this model, GGUF file or transcript."),
]
Context = Annotated[
    int | None,
    typer.Option(metavar="N", help="Give the model this many tokens of context."),
]
Turns = Annotated[
    int | None, typer.Option(metavar="N", help="Let the model choose at most N times.")
]
Seal = Annotated[
    str | None,
    typer.Option(
        metavar="MODE",
        help="Close the network (auto), without any exception (required), or leave it open (off).",
    ),
]
Guards = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Switch this guard off. May be given more than once."),
]
Prove = Annotated[
    bool, typer.Option("--prove", help="Try all ways out of the seal; exit 6 where one is open.")
]
Yes = Annotated[bool | None, typer.Option("--yes", help="Answer yes to every question.")]
Commit = Annotated[bool | None, typer.Option("--commit", help="Commit the patch and nothing else.")]
Branch = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Commit on a new branch; leave the work tree alone."),
]
Patch = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write the patch to a file; leave everything else alone."),
]
Unverified = Annotated[
    bool | None,
    typer.Option("--keep-unverified", help="Apply the patch even if checks find new errors."),
]
Budget = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Let the model advise for this long, such as 20s."),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        metavar="SEVERITY",
        help="End with exit 1 on findings as grave as this: block (the default), warn, info "
        "or never.",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(metavar="CHECK", help="Tell of this check or family only, such as KT-04, KT."),
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="CHECK", help="Leave this check or family out.")
]
Linters = Annotated[
    bool | None,
    typer.Option(
        "--linters/--no-linters", help="Run ktlint and detekt too, where they are on PATH."
    ),
]
HERE = Path()
