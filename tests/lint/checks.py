"""What Rasa's own validation misses: names nobody uses or defined, gaps in the flows, doubled words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.forms import CARRIES_NOTHING
from tests.lint.details import check_details
from tests.lint.likeness import check_contradictions, check_near_copies, check_openings
from tests.lint.sources import Finding, Named, Sources, names_in_python

SPEAKING = ("actions", "channels", "identity", "portal", "wording.py")
RASA_METADATA_KEYS = frozenset({"utter_action"})
LONGEST_TITLE = 24
LONGEST_TEXT = 600
BUILT_IN_INTENTS = frozenset({"nlu_fallback"})


def check_unreadable(sources: Sources) -> Iterator[Finding]:
    yield from sources.unreadable


def check_duplicate_responses(sources: Sources) -> Iterator[Finding]:
    first: dict[str, Named] = {}
    for response, _ in sources.responses():
        if earlier := first.get(response.name):
            yield response.finding(
                f"response {response.name} stands in {earlier.file}:{earlier.line} too; keep one of them"
            )
        first.setdefault(response.name, response)


def check_response_texts(sources: Sources) -> Iterator[Finding]:
    for response, variations in sources.responses():
        for variation in variations or [{}]:
            text = variation.get("text") or ""
            if not text.strip():
                yield response.finding(f"response {response.name} has no text; write one under `- text:`")
            if len(text) > LONGEST_TEXT:
                yield response.finding(
                    f"response {response.name} has {len(text)} characters; {LONGEST_TEXT} is the most"
                )
            for button in variation.get("buttons") or ():
                if len(button["title"]) > LONGEST_TITLE:
                    yield response.finding(f"button {button['title']!r} is longer than {LONGEST_TITLE} characters")


def check_button_payloads(sources: Sources) -> Iterator[Finding]:
    intents = {intent.name for intent in sources.items("intents")}
    answers = {response.name for response, _ in sources.responses()}
    for response, variations in sources.responses():
        for button in (b for v in variations or () for b in v.get("buttons") or ()):
            if re.search(r"(?<!\{)\{(?!\{)", button["payload"]):
                yield response.finding(f"button {button['title']!r} of {response.name}: write {{{{…}}}} in its payload")
            match = re.fullmatch(r"/([\w/]+)(\{.*\})?", button["payload"].replace("{{", "{").replace("}}", "}"))
            name = match[1] if match else ""
            known = f"utter_{name}" in answers if name.startswith("faq/") else name in intents
            if not known or not _is_json(match[2] if match else None):
                yield response.finding(
                    f"button {button['title']!r} of {response.name} leads nowhere: {button['payload']}"
                )


def _is_json(text: str | None) -> bool:
    try:
        json.loads(text or "{}")
    except ValueError:
        return False
    return True


def _uttered(sources: Sources) -> list[Named]:
    in_flows = [
        Named(step["action"], place.file, place.line)
        for _, flow, place in sources.flows()
        for step in flow.get("steps") or ()
        if str(step.get("action", "")).startswith("utter_")
    ]
    in_code = names_in_python(sources.root, SPEAKING, r'"(utter_\w+)(?=")')
    return in_flows + [used for used in in_code if used.name not in RASA_METADATA_KEYS]


def check_responses_exist(sources: Sources) -> Iterator[Finding]:
    existing = {response.name for response, _ in sources.responses()} | {"utter_faq"}
    for used in _uttered(sources):
        if used.name not in existing:
            yield used.finding(f"there is no response {used.name}; add it to data/responses")


def check_responses_used(sources: Sources) -> Iterator[Finding]:
    used = {named.name for named in _uttered(sources)}
    prefixes = {n.name for n in names_in_python(sources.root, SPEAKING, r'f"(utter_\w+?)\{')}
    questions = {f"utter_ask_{form}_{slot}" for form, slot in _asked_slots(sources)}
    payloads = {
        f"utter_{b['payload'].lstrip('/')}"
        for _, vs in sources.responses()
        for v in vs or ()
        for b in v.get("buttons") or ()
    }
    trained = {f"utter_{intent.name}" for _, intent in sources.training_messages() if "/" in intent.name}
    details = {f"utter_faq/{detail.name}" for _, detail, _ in sources.details()}
    for response, _ in sources.responses():
        known = response.name in used | questions | payloads | trained | details
        if not known and not any(response.name.startswith(prefix) for prefix in prefixes):
            yield response.finding(f"nothing says {response.name}; use it or delete it")


def _asked_slots(sources: Sources) -> Iterator[tuple[str, str]]:
    domain = sources._files[sources.root / "domain.yml"]
    for form, settings in (domain.get("forms") or {}).items():
        for slot in settings.get("required_slots") or ():
            yield form, slot


def check_intents(sources: Sources) -> Iterator[Finding]:
    declared = {intent.name: intent for intent in sources.items("intents")}
    trained = {intent.name.split("/")[0] for _, intent in sources.training_messages()}
    for name, intent in declared.items():
        if name not in trained:
            yield intent.finding(f"intent {name} has no messages in data/nlu")
    for _, intent in sources.training_messages():
        if intent.name.split("/")[0] not in declared:
            yield intent.finding(f"intent {intent.name} is not in domain.yml")
    handled = set()
    for section, flow, place in sources.flows():
        for step in flow.get("steps") or ():
            name = str(step.get("intent") or "").split("/")[0]
            if name and name not in declared.keys() | BUILT_IN_INTENTS:
                yield place.finding(f"{place.name!r} uses intent {name}, which is not in domain.yml")
        if section == "rules" and not flow.get("condition") and (flow.get("steps") or [{}])[0].get("intent"):
            handled.add(flow["steps"][0]["intent"])
    for name, intent in declared.items():
        if name not in handled:
            yield intent.finding(
                f"intent {name} has no rule that begins with it and has no condition, so outside or inside a form "
                "it may stay without an answer; add one to data/rules"
            )
    for name in sorted(CARRIES_NOTHING - declared.keys()):
        yield Finding("actions/forms.py", 1, f"CARRIES_NOTHING names the unknown intent {name}")


def check_actions(sources: Sources) -> Iterator[Finding]:
    executor = ActionExecutor()
    executor.register_package("actions")
    implemented = {name for name in executor.actions if isinstance(name, str)}
    declared = {action.name: action for action in sources.items("actions")}
    for name, action in declared.items():
        if name not in implemented:
            yield action.finding(f"no class in actions/ is called {name}")
    for name in sorted(implemented - declared.keys()):
        yield Finding("domain.yml", 1, f"{name} has a class ({Action.__module__}) but is not listed under actions:")
    for _, flow, place in sources.flows():
        for step in flow.get("steps") or ():
            name = str(step.get("action") or "")
            if name.startswith("action_") and name not in declared and name != "action_listen":
                yield place.finding(f"{place.name!r} runs {name}, which is not listed under actions: in domain.yml")


def check_messages(sources: Sources) -> Iterator[Finding]:
    seen: dict[str, Named] = {}
    for message, intent in sources.training_messages():
        key = re.sub(r"\W+", " ", message.lower()).strip() or message
        if earlier := seen.get(key):
            yield intent.finding(
                f"{message!r} ({intent.name}) stands in {earlier.file}:{earlier.line} ({earlier.name}) already"
            )
        seen.setdefault(key, intent)


FEWEST_MESSAGES = 15


def check_enough_messages(sources: Sources) -> Iterator[Finding]:
    counts = Counter(intent.name for _, intent in sources.training_messages())
    first = {intent.name: intent for _, intent in reversed(sources.training_messages())}
    for name, count in counts.items():
        if count < FEWEST_MESSAGES:
            yield first[name].finding(f"intent {name} has {count} messages; {FEWEST_MESSAGES} is the least")


CHECKS: tuple[Callable[[Sources], Iterator[Finding]], ...] = (
    check_unreadable,
    check_duplicate_responses,
    check_response_texts,
    check_button_payloads,
    check_responses_exist,
    check_responses_used,
    check_intents,
    check_actions,
    check_messages,
    check_enough_messages,
    check_contradictions,
    check_near_copies,
    check_openings,
    check_details,
)


def lint(root: Path) -> list[Finding]:
    """Every mistake in the conversation data below `root`."""
    sources = Sources(root)
    return [finding for check in CHECKS for finding in check(sources)]
