"""KT-18 to KT-21, KT-28: coroutines without an owner, blocked threads, exceptions that vanish."""

import re

from tools.checks.added import Rule, Written

_INJECTED = (
    "Dispatcher",
    "IoDispatcher",
    "DefaultDispatcher",
    "DispatcherProvider",
    "CoroutineDispatchers",
    "AppDispatchers",
)
_OFTEN = 3
_RETHROWN = re.compile(r"\bthrow\b|CancellationException|ensureActive|coroutineContext")


def _suspends(file: Written, match: re.Match[str]) -> bool:
    function = next((one for one in file.around(match.start()) if one.kind == "function"), None)
    return function is not None and "suspend" in function.modifiers


def _in_main(file: Written, match: re.Match[str]) -> bool:
    return any(one.name == "main" for one in file.around(match.start()))


def _blocks(file: Written, match: re.Match[str]) -> bool:
    if match[1] == "Thread.sleep":
        return _suspends(file, match)
    return "kotlinx.coroutines" in file.text and not _in_main(file, match)


def _injects(file: Written, match: re.Match[str]) -> bool:
    """Whether the project hands dispatchers in, so that the literal stands out."""
    facts = file.context.facts
    names = (name for simple in _INJECTED for name in facts.imports_of(simple).elements())
    used = sum(not name.startswith("kotlinx.") for name in names)
    provides = re.search(r"@Provides|@Module|\bmodule\s*\{|Dispatcher\s*=\s*$", file.text)
    return used >= _OFTEN and provides is None


def _swallows(file: Written, match: re.Match[str]) -> bool:
    if not _suspends(file, match):
        return False
    before = file.code[max(0, match.start() - 400) : match.start()]
    if "CancellationException" in before.rpartition("try")[2]:
        return False
    depth, end = 1, match.end()
    while end < len(file.code) and depth:
        depth += (file.code[end] == "{") - (file.code[end] == "}")
        end += 1
    return not _RETHROWN.search(file.code, match.end(), end)


def _is_empty(file: Written, match: re.Match[str]) -> bool:
    """Whether nothing stands in the block, not even a word of why."""
    if re.match(r"_$|ignore|expected", match[1]) or match[2].endswith("CancellationException"):
        return False
    end = file.code.find("}", match.end())
    return not file.text[match.end() : end].strip()


CHECKS = tuple(
    rule.check()
    for rule in (
        Rule(
            "KT-18",
            "warn",
            "a coroutine has an owner that ends it",
            "`GlobalScope.launch { ... }` → `viewModelScope.launch { ... }`",
            re.compile(r"(?<![\w.])GlobalScope(?=\s*\.)"),
            "nobody ends what runs in `GlobalScope`; use the scope of an owner",
            "GlobalScope",
        ),
        Rule(
            "KT-19",
            "warn",
            "no coroutine blocks its thread",
            "`suspend fun wait() { Thread.sleep(50) }` → `delay(50)`",
            re.compile(r"(?<![\w.])(runBlocking(?=\s*[({<])|Thread\.sleep(?=\s*\())"),
            "`{1}` blocks the thread; suspend instead",
            "",
            _blocks,
        ),
        Rule(
            "KT-20",
            "info",
            "dispatchers are handed in, where the project does so",
            "`withContext(Dispatchers.IO)` → `withContext(ioDispatcher)`, a parameter of the class",
            re.compile(r"(?<![\w.])Dispatchers\.(?:IO|Default)\b"),
            "this project hands dispatchers in; `{0}` cannot be replaced in a test",
            "Dispatchers.",
            _injects,
        ),
        Rule(
            "KT-21",
            "info",
            "a suspending function passes on its cancellation",
            "`catch (e: Exception) {...}` → first `catch (e: CancellationException) { throw e }`",
            re.compile(r"\bcatch\s*\(\s*\w+\s*:\s*(?:[\w.]+\.)?(Exception|Throwable)\s*\)\s*\{"),
            "`catch` of `{1}` swallows the `CancellationException` of a suspending function",
            "catch",
            _swallows,
        ),
        Rule(
            "KT-28",
            "warn",
            "what is caught is not dropped without a word",
            "`catch (e: IOException) {}` → `catch (e: IOException) { log(e) }`",
            re.compile(r"\bcatch\s*\(\s*(?:final\s+)?(?:(\w+)\s*:\s*([\w.]+))\s*\)\s*\{(?=\s*\})"),
            "`{2}` is caught and nothing is done",
            "catch",
            _is_empty,
            ends=(".kt",),
        ),
    )
)
"""All of this family."""
