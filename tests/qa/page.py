"""Jinja2 pages that stand alone: styles are written into them, nothing is fetched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clock import WIB
from tests.qa.markup import whatsapp_html

TEMPLATES = Path(__file__).with_name("templates")


def write_page(template: str, target: Path, **values: object) -> None:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["whatsapp"] = whatsapp_html
    target.parent.mkdir(parents=True, exist_ok=True)
    made_at = datetime.now(WIB).strftime("%d-%m-%Y %H.%M WIB")
    target.write_text(environment.get_template(template).render(made_at=made_at, **values), encoding="utf8")
