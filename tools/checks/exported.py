"""MAN-03: a component with an intent filter tells whether other apps may start it.

Which actions leave a choice is what Android's guides of each, and projects that build, show.
"""

import re
from collections.abc import Iterator

from tools.android.manifest import Component, is_manifest
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.components import manifests

_INTENT = "android.intent.action."
_OF_OTHERS = frozenset(
    {
        *(
            f"{_INTENT}{name}"
            for name in (
                "MAIN",
                "SEND",
                "SENDTO",
                "SEND_MULTIPLE",
                "PROCESS_TEXT",
                "CREATE_SHORTCUT",
                "GET_CONTENT",
                "ASSIST",
                "WEB_SEARCH",
                "MEDIA_BUTTON",
            )
        ),
        "android.nfc.action.NDEF_DISCOVERED",
        "android.media.action.MEDIA_PLAY_FROM_SEARCH",
        "android.media.browse.MediaBrowserService",
        "android.service.autofill.AutofillService",
        "android.service.credentials.CredentialProviderService",
        "android.service.quicksettings.action.QS_TILE",
        "android.support.customtabs.action.CustomTabsService",
        "androidx.media3.session.MediaLibraryService",
        "androidx.media3.session.MediaSessionService",
        "com.google.android.gms.wearable.MESSAGE_RECEIVED",
    }
)
"""What other apps start, or a part of the system that is an app like others."""
_OF_NOBODY = frozenset(
    {
        *(
            f"{_INTENT}{name}"
            for name in ("LOCALE_CHANGED", "MY_PACKAGE_REPLACED", "TIMEZONE_CHANGED", "TIME_SET")
        ),
        "com.google.firebase.MESSAGING_EVENT",
    }
)
"""What comes from the core of the system, which needs no permission, or from the app itself."""
_BELOW = re.compile(r'"(\n[ \t]*)[\w:]+\s*=')
"""The end of a name that has another attribute on the next line, and what is between them."""
_CHOICE = '"true"` where other apps start it, `"false"` where only this app or the system does'


def _find(context: Context) -> Iterator[Finding]:
    for path, text, manifest in manifests(context):
        for one in manifest.components:
            context.counted["MAN-03"] += 1
            if one.exported is not None or one.removed or not one.filters:
                continue
            if one.kind == "provider" or "/src/main/" not in path:
                continue
            if _is_said_elsewhere(context, path, one):
                continue
            line, column = place(text, one.start)
            value, fix = _value(one), None
            said = f'android:exported="{value}"'
            told = f"{said}`" if value else f"android:exported={_CHOICE}"
            message = f"`{one.name}` has an intent filter and must say `{told}"
            if value:
                fix = _fix(text, one, said)
            yield Finding("MAN-03", "block", path, line, column, message, one.name, fix)


def _is_said_elsewhere(context: Context, path: str, one: Component) -> bool:
    """Whether another manifest, with which this one is merged, says it of the component."""
    others = [other for other in context.facts.paths() if is_manifest(other) and other != path]
    return any(
        each.qualified == one.qualified and each.exported is not None
        for _, _, manifest in manifests(context, others)
        for each in manifest.components
    )


def _value(one: Component) -> str:
    """What is right for sure, "" where it depends on who is to start the component."""
    if _OF_OTHERS.intersection(one.actions):
        return "true"
    if f"{_INTENT}VIEW" in one.actions and "android.intent.category.BROWSABLE" in one.categories:
        return "true"
    return "false" if one.actions and _OF_NOBODY.issuperset(one.actions) else ""


def _fix(text: str, one: Component, said: str) -> Fix:
    """The attribute behind the name, on a line of its own where the name or the next has one."""
    old = f'android:name="{one.name}"'
    before = text[text.rfind("\n", 0, one.start) + 1 : text.rindex("android:name", 0, one.start)]
    below = _BELOW.match(text, one.start + len(one.name))
    between = f"\n{before}" if not before.strip() else below[1] if below else " "
    told = f"set `{said}` of `{one.name}`"
    return Fix(told, line=one.line, old=old, new=f"{old}{between}{said}")


CHECK = Check(
    "MAN-03",
    "block",
    "a component with an intent filter says whether it is exported",
    _find,
    example='`<activity android:name=".Share">` that takes what is shared → with '
    '`android:exported="true"`',
)
