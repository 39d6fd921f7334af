"""What a sealed process keeps of its environment."""

import os

_NAMES = frozenset({
    # Sockets of helpers that live outside; inside they only make programs fail late and oddly.
    "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "SSH_AUTH_SOCK", "SSH_AGENT_PID",
    "GPG_AGENT_INFO", "DOCKER_HOST", "CONTAINER_HOST", "DISPLAY", "WAYLAND_DISPLAY",
    "WSL_INTEROP", "VSCODE_IPC_HOOK_CLI", "VSCODE_GIT_IPC_HANDLE", "TMUX", "STY",
    "XDG_RUNTIME_DIR", "NOTIFY_SOCKET", "ADB_SERVER_SOCKET", "ANDROID_ADB_SERVER_PORT",
    # Programs that would ask a person, or a service outside, for a password.
    "GIT_ASKPASS", "SSH_ASKPASS",
})  # fmt: skip


def scrub() -> None:
    """Remove what points at proxies, agents and other helpers outside.

    The kernel is the wall; this only spares programs the way to it. What a user sets for the
    tools themselves (`LD_PRELOAD`, `JAVA_TOOL_OPTIONS`, `GRADLE_OPTS`, ...) stays: it cannot
    open a socket either.
    """
    for name in list(os.environ):
        if name.upper() in _NAMES or name.upper().endswith("_PROXY"):
            del os.environ[name]
