"""Actions: listed in domain.yml and written in actions/."""

from __future__ import annotations

from collections.abc import Iterator

from rasa_sdk.executor import ActionExecutor

from tests.lint.sources import DOMAIN, Finding, Sources

BUILT_IN = "action_listen"


def check_actions(sources: Sources) -> Iterator[Finding]:
    executor = ActionExecutor()
    executor.register_package("actions")
    written = {name for name in executor.actions if isinstance(name, str)}
    listed = {action.name: action for action in sources.items("actions")}
    for name, action in listed.items():
        if name not in written:
            yield action.finding(f"no class in actions/ is called {name}; correct the name, or ask the developer")
    for name in sorted(written - listed.keys()):
        yield Finding(DOMAIN, 1, f"{name} has a class in actions/; list it under actions:")


def check_actions_of_flows(sources: Sources) -> Iterator[Finding]:
    listed = {action.name for action in sources.items("actions")} | {BUILT_IN}
    for _, flow, place in sources.flows():
        for name in (str(step.get("action") or "") for step in flow["steps"]):
            if name.startswith("action_") and name not in listed:
                yield place.finding(
                    f"{place.name!r} runs {name}, which is not listed under actions: in {DOMAIN}; correct the name, "
                    "or ask the developer for it"
                )
