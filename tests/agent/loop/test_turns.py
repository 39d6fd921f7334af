"""The turns of a run: what a small model does wrong is answered, and nothing is lost."""

import json
from collections.abc import Callable
from itertools import pairwise

import pytest

from agent.engines.base import Reply
from tests.agent.loop.conftest import Table
from tests.agent.project import GREETING, SESSION
from tools.errors import UserError

Codes = Callable[[], list[object]]

READ = {"action": "read", "target": "Session.loginUser"}
REPLACE = {"action": "replace_symbol", "symbol": "Session.loginUser"}
DONE = {"action": "done", "summary": "changed"}
CODE = "```kotlin\nfun loginUser(): String = name.trim()\n```"


def test_a_symbol_is_read_replaced_and_done(table: Table) -> None:
    end = table.turns(READ, REPLACE, CODE, DONE).take()
    assert (end.how, end.text) == ("done", "changed")
    assert "    fun loginUser(): String = name.trim()\n" in table.desk.draft.text(SESSION)


def test_the_history_is_append_only(table: Table) -> None:
    table.turns("no json", READ, REPLACE, CODE, DONE).take()
    for before, after in pairwise(table.engine.requests):
        assert after[: len(before)] == before


def test_a_call_written_as_prose_is_understood(table: Table) -> None:
    end = table.turns('I will read(target="Session.loginUser")', REPLACE, CODE, DONE).take()
    assert end.how == "done"


def test_truncated_json_is_a_fault_that_says_where(table: Table, fault_codes: Codes) -> None:
    table.turns('{"action": "read", "target": "Sess', READ, REPLACE, CODE, DONE).take()
    assert fault_codes() == ["reply"]
    told = [message.content for message in table.engine.requests[1]][-1]
    assert "character 30" in told


def test_an_unknown_action_is_told_the_actions(table: Table, fault_codes: Codes) -> None:
    table.turns({"action": "bash", "command": "ls"}, READ, REPLACE, CODE, DONE).take()
    assert fault_codes() == ["action"]
    assert "replace_symbol" in table.engine.requests[1][-1].content


def test_an_edit_of_an_unseen_file_shows_the_file(table: Table, fault_codes: Codes) -> None:
    table.turns(REPLACE, REPLACE, CODE, DONE).take()
    assert fault_codes() == ["unseen"]
    assert "fun loginUser(): String = name" in table.engine.requests[1][-1].content


def test_the_guard_against_unseen_edits_can_be_switched_off(
    table: Table, fault_codes: Codes
) -> None:
    table.turns(REPLACE, CODE, DONE, no_guard=("seen",)).take()
    assert fault_codes() == []


def test_the_same_read_four_times_ends_the_run(table: Table, fault_codes: Codes) -> None:
    with pytest.raises(UserError, match="3 faults in a row"):
        table.turns(READ, READ, READ, READ).take()
    assert fault_codes() == ["repeat", "repeat", "repeat"]
    assert table.desk.draft.changed() == ()


def test_a_no_op_edit_is_refused(table: Table, fault_codes: Codes) -> None:
    same = "```kotlin\nfun loginUser(): String = name\n```"
    table.turns(READ, REPLACE, same, CODE, DONE).take()
    assert fault_codes() == ["noop"]


def test_elided_code_is_refused_and_asked_for_again(table: Table, fault_codes: Codes) -> None:
    elided = "```kotlin\nfun loginUser(): String {\n    // ... existing code\n}\n```"
    table.turns(READ, REPLACE, elided, CODE, DONE).take()
    assert fault_codes() == ["elided"]
    assert "name.trim()" in table.desk.draft.text(SESSION)


def test_text_that_is_not_there_is_answered_with_the_real_text(
    table: Table, fault_codes: Codes
) -> None:
    wrong = "```\nfun hello(session: Session) = session.signInUser(1, 2)\n=======\nfun x() = 1\n```"
    right = (
        "```\nfun greet(session: Session): String = session.loginUser()\n=======\n"
        "fun greet(session: Session): String = session.loginUser().trim()\n```"
    )
    read = {"action": "read", "target": GREETING}
    table.turns(read, {"action": "replace_text", "path": GREETING}, wrong, right, DONE).take()
    assert fault_codes() == ["not-found"]
    assert "fun greet(session: Session): String" in table.engine.requests[-2][-1].content


def test_wrong_spaces_in_the_old_text_are_forgiven(table: Table, fault_codes: Codes) -> None:
    loose = (
        "```\nfun greet( session:Session ): String = session.loginUser()\n=======\n"
        "fun greet(s: Session) = s.loginUser()\n```"
    )
    read = {"action": "read", "target": GREETING}
    table.turns(read, {"action": "replace_text", "path": GREETING}, loose, DONE).take()
    assert fault_codes() == []
    assert "fun greet(s: Session) = s.loginUser()\n" in table.desk.draft.text(GREETING)


def test_two_edits_of_one_file_both_land(table: Table) -> None:
    other = {"action": "replace_symbol", "symbol": "Session.logout"}
    replies = (
        {"action": "read", "target": SESSION},
        REPLACE,
        CODE,
        other,
        "```kotlin\nfun logout() {\n    print(name)\n}\n```",
        DONE,
    )
    table.turns(*replies).take()
    text = table.desk.draft.text(SESSION)
    assert "name.trim()" in text
    assert "    fun logout() {\n        print(name)\n    }\n" in text


def test_done_without_a_change_is_refused_once(table: Table, fault_codes: Codes) -> None:
    table.turns(DONE, READ, REPLACE, CODE, DONE).take()
    assert fault_codes() == ["nothing-done"]


def test_giving_up_says_why(table: Table) -> None:
    end = table.turns({"action": "give_up", "reason": "no such screen"}).take()
    assert (end.how, end.text) == ("give_up", "no such screen")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply("word " * 500, "cut"), "runaway"),
        (Reply("", "stop"), "empty"),
        (Reply('{"action": "read", "tar', "length"), "reply"),
    ],
)
def test_a_reply_that_is_no_choice(
    table: Table, fault_codes: Codes, reply: Reply, code: str
) -> None:
    table.turns(reply, READ, REPLACE, CODE, DONE).take()
    assert fault_codes() == [code]


def test_a_runaway_is_not_kept_whole(table: Table) -> None:
    table.turns(Reply("word " * 500, "cut"), READ, REPLACE, CODE, DONE).take()
    assert len(table.engine.requests[1][-2].content) == 200


def test_the_limit_of_turns(table: Table) -> None:
    searches = [{"action": "search", "text": f"word{number}"} for number in range(9)]
    end = table.turns(*searches, max_turns=4).take()
    assert end.how == "turns"


def test_a_broken_reference_is_told_and_must_be_mended(table: Table) -> None:
    bad = "```kotlin\nfun loginUser(): String = Sesion(name).toString()\n```"
    end = table.turns(READ, REPLACE, bad, DONE, REPLACE, CODE, DONE).take()
    assert end.how == "done"
    assert any("Sesion" in message.content for message in table.engine.requests[3])


def test_new_errors_after_two_rounds_end_the_turns(table: Table) -> None:
    bad = "```kotlin\nfun loginUser(): String = Wibble(name).toString()\n```"
    end = table.turns(READ, REPLACE, bad, DONE, DONE, DONE).take()
    assert end.how == "unverified"


def test_choices_name_only_what_lies_on_the_table(table: Table) -> None:
    turns = table.turns(READ, REPLACE, CODE, DONE)
    turns.take()
    first, second = (json.dumps(schema) for schema in table.engine.schemas[:2])
    assert "delete_symbol" not in first
    assert '"enum": ["Session.loginUser"]' in second


def test_done_is_not_offered_before_something_was_done(table: Table) -> None:
    table.turns(READ, REPLACE, CODE, DONE).take()
    offered = ['"const": "done"' in json.dumps(schema) for schema in table.engine.schemas]
    assert offered == [False, False, True]


def test_what_was_read_within_a_class_counts_as_read(table: Table, fault_codes: Codes) -> None:
    table.turns({"action": "read", "target": "Session"}, REPLACE, CODE, DONE).take()
    assert fault_codes() == []


def test_a_wrongly_named_argument_is_understood(table: Table, fault_codes: Codes) -> None:
    read = {"action": "read", "path": "Session.loginUser"}
    table.turns(
        read, {"action": "replace_symbol", "target": "Session.loginUser"}, CODE, DONE
    ).take()
    assert fault_codes() == []


def test_a_long_class_is_shown_in_part(table: Table) -> None:
    members = "".join(f"    fun member{number}() = {number}\n" for number in range(400))
    path = "app/src/main/kotlin/dev/small/Long.kt"
    table.desk.draft.create(path, f"package dev.small\n\nclass Long {{\n{members}}}\n")
    table.turns({"action": "read", "target": "Long"}, {"action": "give_up", "reason": "x"}).take()
    told = table.engine.requests[1][-1].content
    assert "fun member100()" in told
    assert "fun member200()" not in told
    assert told.endswith("(lines 3-122 of 404)")
    assert "Long.member100" in table.desk.seen
    assert "Long" not in table.desk.seen
