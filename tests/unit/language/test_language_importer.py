from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter

from language.responses_importer import ProjectImporter

ROOT = Path(__file__).parents[3]

FILES = {
    "config.yml": "recipe: default.v1\nimporters:\n  - name: language.responses_importer.ProjectImporter\n",
    "domain.yml": 'version: "3.1"\nintents: [greet, faq]\n',
    "data/nlu/greeting.yml": (
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - halo\n'
        "- intent: faq/next_dose\n  examples: |\n    - kapan booster\n"
    ),
    "data/responses/greeting.yml": 'version: "3.1"\nresponses:\n  utter_greet:\n    - text: Halo\n',
    "data/responses/faq.yml": 'version: "3.1"\nresponses:\n  utter_faq/next_dose:\n    - text: Enam bulan\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def importer(project: Path) -> TrainingDataImporter:
    return TrainingDataImporter.load_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")]
    )


def test_sentences_belong_to_the_domain(project: Path) -> None:
    domain = importer(project).get_domain()
    assert domain.responses["utter_greet"][0]["text"] == "Halo"
    assert domain.responses["utter_faq/next_dose"][0]["text"] == "Enam bulan"
    assert "utter_faq" in domain.action_names_or_texts


def test_a_changed_sentence_leaves_the_training_data_as_they_were(project: Path) -> None:
    before = importer(project).get_nlu_data().fingerprint()
    changed = project / "data/responses/faq.yml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("Enam", "Tujuh"), encoding="utf-8")
    after = importer(project)
    assert after.get_nlu_data().fingerprint() == before
    assert after.get_domain().responses["utter_faq/next_dose"][0]["text"] == "Tujuh bulan"


def test_a_response_given_twice_is_refused_with_both_files(project: Path) -> None:
    (project / "data/responses/other.yml").write_text(FILES["data/responses/greeting.yml"], encoding="utf-8")
    with pytest.raises(RasaException, match=r"utter_greet.*greeting\.yml.*other\.yml"):
        importer(project).get_domain()


def test_a_response_in_domain_and_data_is_refused(project: Path) -> None:
    domain = project / "domain.yml"
    domain.write_text(domain.read_text() + "responses:\n  utter_greet:\n    - text: Hai\n", encoding="utf-8")
    with pytest.raises(RasaException, match="utter_greet"):
        importer(project).get_domain()


def test_the_project_names_this_importer_and_no_other() -> None:
    from ruamel.yaml import YAML

    config = YAML(typ="safe").load(ROOT / "config.yml")
    assert config["importers"] == [{"name": f"{ProjectImporter.__module__}.{ProjectImporter.__name__}"}]
