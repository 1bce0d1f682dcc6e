"""The command ``postaudit completion``: a script that lets a shell complete what is typed."""

from __future__ import annotations

import sys

import click

from audit.cli.console import say, tell
from audit.errors import PlanError

#: The variable through which a shell asks what completes a word.
COMPLETION = "_POSTAUDIT_COMPLETE"
_SHELLS = ("bash", "zsh", "fish")
#: Where each shell looks for it.
_INSTALL = {
    "bash": "f=~/.local/share/bash-completion/completions; mkdir -p $f; postaudit completion bash > $f/postaudit",
    "zsh": "mkdir -p ~/.zfunc; postaudit completion zsh > ~/.zfunc/_postaudit    # with fpath+=~/.zfunc before compinit in ~/.zshrc",
    "fish": "mkdir -p ~/.config/fish/completions; postaudit completion fish > ~/.config/fish/completions/postaudit.fish",
}
_HELP = f"""Print a script that completes commands, options, metrics, loaders, benchmarks and files.

\b
{chr(10).join(_INSTALL[each] for each in _SHELLS)}
"""


@click.command(help=_HELP)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that completes what is typed in a shell."""
    from click.shell_completion import ShellComplete, get_completion_class

    made: type[ShellComplete] | None = get_completion_class(shell)
    if made is None:
        raise PlanError(f"There is no completion for {shell!r}.", hint=f"There is: {', '.join(_SHELLS)}.")
    # Not its own ``source``, which for bash asks the bash of this machine for its version: the script may be for another.
    script = made(context.find_root().command, {}, "postaudit", COMPLETION)
    tell(ShellComplete.source(script))
    if sys.stdout.isatty():
        say(f"To install it: {_INSTALL[shell]}")
