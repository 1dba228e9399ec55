"""The pure parts of the QA page: marks, the place of a failure, uses of responses, the drawing of flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.cases import Case, Step
from tests.lint.sources import Sources
from tests.nlu.figures import Outcome
from tests.nlu.pipeline import FALLBACK, Labelled
from tests.nlu.pipeline import Understanding as Understood
from tests.qa.complaints import complaint
from tests.qa.flows import flows_of
from tests.qa.markup import whatsapp_html
from tests.qa.recording import bubble_of, turns_of
from tests.qa.records import Bubble, last_row
from tests.qa.stories import failed_stories
from tests.qa.understanding import bins_of, matrix_of
from tests.qa.usage import spoken_in


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*tebal* dan _miring_", "<b>tebal</b> dan <i>miring</i>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("<script>*x*</script>", "&lt;script&gt;<b>x</b>&lt;/script&gt;"),
        ("Halo *{name}*", 'Halo <b><span class="placeholder">name</span></b>'),
    ],
)
def test_marks_are_shown_as_on_the_phone(text: str, html: str) -> None:
    assert whatsapp_html(text) == html


def test_the_last_row_is_where_a_conversation_deviates() -> None:
    rule = "-" * 58 + "-+-" + "-" * 58
    heading = f"a.yml: some case\n{'expected':<58} | actual"
    text = f"{heading}\n{'▶ halo':<58} | \n{rule}\n{'utter: utter_a':<58} | ✗ Halo\n{'':<58} | lagi\n{rule}"
    assert last_row(text) == ("utter: utter_a", "✗ Halo\nlagi")
    assert last_row("a.yml: no demo citizen left") == ("", "a.yml: no demo citizen left")


def test_turns_stand_beside_each_other_and_the_rest_was_not_reached() -> None:
    steps = (Step("user", "halo"), Step("utter", "utter_greet"), Step("tap", "Menu"), Step("document", "a.pdf"))
    case = Case("a case", Path("a.yml"), "stranger", steps)
    said = bubble_of({"from": "bot", "text": "Halo", "options": [{"id": "1", "title": "Menu"}]})
    first, second = turns_of(case, [(said,)], {"utter_greet": "Halo"})
    assert first.expected == (Bubble("citizen", "halo"), Bubble("bot", "Halo", label="utter_greet"))
    assert first.actual == (Bubble("bot", "Halo", ("Menu",)),)
    assert (second.reached, second.actual) == (False, ())


def test_what_officers_do_and_news_belong_to_the_turn_before() -> None:
    steps = (Step("user", "halo"), Step("officer", {"approve": "KR-1"}), Step("news", None), Step("tap", "Menu"))
    case = Case("a case", Path("a.yml"), "stranger", steps)
    first, second = turns_of(case, [(Bubble("citizen", "halo"),), (Bubble("citizen", "Menu"),)], {})
    assert [bubble.label for bubble in first.expected] == ["", "officer", "news"]
    assert second.actual == (Bubble("citizen", "Menu"),)


def test_a_failed_story_gets_its_place() -> None:
    report = "stories:\n- story: late code (tests/stories/test_a.yml)\n  steps:\n  - action: a  # predicted: action_b\n"
    (problem,) = failed_stories(report, {"late code": ("tests/stories/test_a.yml", 7)})
    assert str(problem) == "tests/stories/test_a.yml:7: late code: expected action: a, predicted action_b"


def test_a_complaint_of_rasa_gets_its_place(tmp_path: Path) -> None:
    (tmp_path / "data" / "rules").mkdir(parents=True)
    (tmp_path / "data" / "rules" / "menu.yml").write_text("rules:\n  - rule: menu asked\n", encoding="utf8")
    (tmp_path / "domain.yml").write_text("", encoding="utf8")
    unreadable = f'\x1b[91mYamlSyntaxException: Failed to read. in "{tmp_path}/data/nlu/a.yml", line 3, column 1\x1b[0m'
    assert complaint(unreadable, tmp_path).place == "data/nlu/a.yml:3"
    refused = "INFO training\nrasa.core.InvalidRule: \nContradiction in rule 'menu asked'"
    assert complaint(refused, tmp_path).place == "data/rules/menu.yml:2"


def test_uses_in_python_are_named_by_their_action() -> None:
    code = (
        "class A:\n    def name(self):\n        return 'action_greet'\n    def run(self):\n        say('utter_hello')\n"
        "def helper(reason):\n    say(f'utter_phone_{reason}')\n    say(f'utter_{reason}')\n"
    )
    hello, phone = sorted(spoken_in(code, "actions/a.py"), key=lambda spoken: spoken.name)
    assert (hello.name, hello.use.kind, hello.use.name) == ("utter_hello", "action", "action_greet")
    assert (phone.name, phone.begins, phone.use.name) == ("utter_phone_", True, "actions/a.py: helper")


def test_a_rule_is_drawn_from_condition_to_answer(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "domain.yml").write_text("forms:\n  a_form:\n    required_slots: [a]\n", encoding="utf8")
    (tmp_path / "data" / "a.yml").write_text(
        "rules:\n  - rule: form ends\n    condition:\n      - active_loop: a_form\n    steps:\n      - action: a_form\n"
        "      - active_loop: null\n      - slot_was_set:\n          - a: null\n      - action: utter_bye\n"
        "responses:\n  utter_bye:\n    - text: Dadah\n",
        encoding="utf8",
    )
    ((flow,),) = flows_of(Sources(tmp_path)).values()
    assert [(box.kind, box.title) for box in flow.boxes] == [
        ("condition", "▶ a_form"),
        ("form", "a_form"),
        ("closed", "■"),
        ("slot", "a ∅"),
        ("response", "utter_bye"),
    ]
    assert flow.boxes[-1].note == "Dadah"


def _outcome(right: str, chosen: str, confidence: float) -> Outcome:
    return Outcome(Labelled(f"{right} {confidence}", right), Understood(chosen, confidence, (right, chosen)))


def test_the_matrix_counts_confusions_and_the_histogram_leaves_questions_back_out() -> None:
    outcomes = (_outcome("greet", "greet", 0.99), _outcome("greet", "thank", 0.5), _outcome("thank", FALLBACK, 0.35))
    matrix = matrix_of(outcomes)
    assert matrix.columns == ("greet", "thank", FALLBACK)
    assert [[cell.count for cell in cells] for _, cells in matrix.rows] == [[1, 1, 0], [0, 0, 1]]
    assert matrix.rows[0][1][1].examples == ("greet 0.5",)
    bins = bins_of(outcomes)
    assert sum(one.total for one in bins) == 2
    assert bins[10].counts == {"right": 0, "wrong": 1}
