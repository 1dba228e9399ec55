from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certificates.layout import Type
from certificates.typesetting import ELLIPSIS, fit

STYLE = Type(size=20, smallest=10, width=100, lines=2)


def measure(text: str) -> float:
    """A typewriter: every letter is 0.5 mm wide at one point."""
    return 0.5 * len(text)


def test_a_short_text_keeps_its_size_on_one_line() -> None:
    setting = fit("sepuluh ab", STYLE, measure)
    assert (setting.size, setting.lines) == (20, ("sepuluh ab",))


def test_a_longer_text_shrinks_before_it_wraps() -> None:
    setting = fit("empat belas ab", STYLE, measure)
    assert len(setting.lines) == 1
    assert 13.6 <= setting.size < 20


def test_a_long_text_wraps_between_words() -> None:
    assert fit("lima belas huruf enam", STYLE, measure).lines == ("lima belas", "huruf enam")


def test_a_word_wider_than_the_field_is_broken() -> None:
    setting = fit("W" * 35, STYLE, measure)
    assert "".join(setting.lines) == "W" * 35


def test_only_a_text_too_long_for_every_setting_loses_its_end() -> None:
    setting = fit("W" * 80, STYLE, measure)
    assert len(setting.lines) == 2
    assert setting.lines[-1].endswith(ELLIPSIS)


@given(st.text(alphabet="abc W", max_size=120))
def test_nothing_leaves_its_field(text: str) -> None:
    setting = fit(text, STYLE, measure)
    assert len(setting.lines) <= STYLE.lines
    assert all(measure(line) * setting.size <= STYLE.width for line in setting.lines)
