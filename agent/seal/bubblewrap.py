"""The distribution's `bwrap`, where it may make namespaces and we may not.

The command starts itself anew below it; the gate is forked before and stays outside, and gets
its listening socket from inside once that exists.
"""

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import NoReturn

from agent.seal import fence, filters, gate, namespace, tally
from agent.seal.addresses import Upstream, family_of
from agent.seal.fence import Fence
from agent.seal.linux import Made, broken, give_up_rights
from agent.seal.namespace import Unavailable

_MARK = "OFFDROID_BELOW_BWRAP"
_SECONDS = 10.0
_OPTIONS = ("--unshare-user", "--unshare-net", "--die-with-parent", "--dev-bind", "/", "/", "--")


def start_anew(upstream: Upstream | None) -> NoReturn:
    """Become the same command below `bwrap`. `Unavailable`: it cannot, and nothing happened."""
    program = shutil.which("bwrap", path="/usr/bin:/bin")
    if program is None:
        raise Unavailable("`bwrap` is not installed")
    _try(program)
    inside, outside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    record = tally.new_record()
    waiting, holding = os.pipe()
    parent = os.getpid()
    if upstream is not None and os.fork() == 0:
        try:
            inside.close()
            os.close(holding)
            _, found, _, _ = socket.recv_fds(outside, 16, 1)
            if found:
                gate.live(parent, (found[0], waiting, record), upstream)
        finally:
            os._exit(1)
    handed = (inside.fileno(), holding, record)
    for descriptor in handed:
        os.set_inheritable(descriptor, True)
    variables = {**os.environ, _MARK: ",".join(map(str, handed))}
    again = [sys.executable, *sys.orig_argv[1:]]
    os.execve(program, [program, *_OPTIONS, *again], variables)


def finish(upstream: Upstream | None, around: Fence | None) -> Made:
    """Inside: hand the gate its socket, and add the filter and the fence."""
    channel, holding, record = map(int, os.environ.pop(_MARK).split(","))
    if not namespace.only_loopback():
        raise broken("`bwrap` left other networks")
    with socket.socket(fileno=channel) as outside:
        if upstream is not None:
            with socket.socket(family_of(upstream[0])) as listener:
                listener.bind(upstream)
                listener.listen(64)
                socket.send_fds(outside, [b"listener"], [listener.fileno()])
    for descriptor in (holding, record):
        os.set_inheritable(descriptor, False)
    restricted = around is not None and around.restrict()
    give_up_rights(filters.family_filter(guard_neighbours=True))
    return Made("bwrap", fence.state_of(False, restricted), tally.Tally(record))


def _try(program: str) -> None:
    from tools.errors import UserError
    from tools.process import run

    try:
        done = run((program, *_OPTIONS, "true"), cwd=Path("/"), timeout=_SECONDS)
    except UserError as error:
        raise Unavailable(error.message) from error
    if done.code:
        raise Unavailable(done.error_text.partition(". ")[0] or f"`bwrap` ended with {done.code}")
