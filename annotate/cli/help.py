"""Help and errors of the command line in Chinese: its words, and lines that end where a terminal's do.

Typer formats help for letters of one cell; Chinese takes two and has no blanks
to break at, so what is translated is also wrapped here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from annotate.language import current, paragraphs, translate

NOT_FIRST = set("，。；：、？！）】》”’,.;:)]>")
_PIECE = re.compile(r"[ -~]+?(?= |$|[^ -~])|\s|.")
_EXTRA = re.compile(r"\[(?:default: .*|required|.*<=.*)\]$")


def localise(command: Any) -> Any:  # noqa: ANN401 - Typer's own command type is private
    """Let a command and all below it write their help in the language that is spoken."""
    if current() != "en":
        base = command.context_class
        if not getattr(base, "localised", False):
            formatter = type("Formatter", (_Formatter, base.formatter_class), {})
            command.context_class = type("Context", (base,), {"formatter_class": formatter, "localised": True})
        for below in vars(command).get("commands", {}).values():
            if below.help and not below.short_help:
                # Else the list of commands holds its first words only, which no catalogue knows.
                below.short_help = translate(paragraphs(below.help)[0])
            localise(below)
    return command


def complain(error: Any) -> None:  # noqa: ANN401 - Typer's own error type is private
    """Tell a wrong command line in the language that is spoken; end with its status."""
    if error.ctx is not None:
        name = error.ctx.command_path
        typer.echo(error.ctx.get_usage(), err=True)
        typer.echo(translate("Try '{command} {option}' for help.").format(command=name, option="--help"), err=True)
    typer.echo(f"{translate('error:')}{translate(error.format_message())}", err=True)
    raise typer.Exit(error.exit_code)


def wrap(text: str, width: int) -> list[str]:
    """Break a paragraph into lines of at most `width` cells; no mark that closes begins a line.

    >>> wrap("把多位标注者的工作合成共识，列出争议。", 20)
    ['把多位标注者的工作合', '成共识，列出争议。']
    """
    from rich.cells import cell_len

    lines, line = [], ""
    for piece in _PIECE.findall(" ".join(text.split())):
        if cell_len(line + piece) > width and line.strip() and piece not in NOT_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


class _Formatter:
    """What differs from Typer's formatter, mixed into it."""

    width: int
    current_indent: int
    write: Any

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        said = args.replace("[OPTIONS]", translate("[OPTIONS]")).replace(
            "COMMAND [ARGS]...", translate("COMMAND [ARGS]...")
        )
        self.write(f"{prefix or translate('Usage:')}{prog} {said}\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{translate(heading)}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        width = self.width - self.current_indent
        blocks = ["\n".join(indent + line for line in wrap(translate(part), width)) for part in paragraphs(text)]
        self.write("\n\n".join(blocks) + "\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        from rich.cells import cell_len

        rows = list(rows)
        first = min(max((cell_len(name) for name, _ in rows), default=0), col_max) + col_spacing
        for name, text in rows:
            extra = _EXTRA.search(text)
            said = translate(text[: extra.start()].rstrip() if extra else text)
            tail = f" {translate(extra[0])}" if extra else ""
            lines = wrap(said + tail, max(self.width - first - 2, 10)) or [""]
            indent = " " * self.current_indent
            if cell_len(name) > first - col_spacing:
                self.write(f"{indent}{name}\n")
            else:
                self.write(f"{indent}{name}{' ' * (first - cell_len(name))}{lines.pop(0)}\n")
            for line in lines:
                self.write(f"{indent}{' ' * first}{line}\n")
