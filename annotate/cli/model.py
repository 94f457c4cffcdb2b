"""`annotate model install`: the segmenter's model, and what it takes to have it ready."""

from __future__ import annotations

from typing import Annotated

import typer

from annotate.cli.app import say, sub_app


def register(app: typer.Typer) -> None:
    """Add the command."""
    model = sub_app("The statistical model of the Chinese segmenter.")
    model.command("install")(model_install)
    app.add_typer(model, name="model")


def model_install(
    force: Annotated[bool, typer.Option("--force", help="Fetch it again even if it is there.")] = False,
) -> None:
    """Fetch the pkuseg model from the package index, check it, store it safely.

    Example: annotate model install
    """
    from annotate.segmenters.model import folder
    from annotate.segmenters.pkuseg import install, is_ready

    if is_ready() and not force:
        say(f"the model is already in {folder()}")
    install(say, force=force)


def make_ready() -> None:
    """Install the segmenter's model on first use, and say so."""
    from annotate.segmenters.model import is_installed
    from annotate.segmenters.pkuseg import install, is_ready

    if not is_installed():
        say("the segmentation model is not installed yet; this is done once (or choose --segmenter char)")
    if not is_ready():
        install(say)
