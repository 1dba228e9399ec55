"""From what people type to the words the classifier knows: for classification only, never for values."""

from __future__ import annotations

import re
import unicodedata

from language.lexicon import CLITICS, lexicon

_LINK = re.compile(r"https?://\S+|www\.\S+")
_MASK = re.compile(r"__[a-z]+__")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1")
_REDUPLICATED = re.compile(r"([a-z]{2,})(?:2|-\1)(nya|an|in)?")
_TOKEN = re.compile(r"__[a-z]+__|[^\W_]+(?:['’\-][^\W_]+)*")
_KEYCAPS = str.maketrans("", "", "\ufe0f\u20e3\u200b\u200d")


def normalise(text: str) -> str:
    """Lower-case standard words with single spaces; mask tokens such as `__phone__` stay as they are."""
    known = lexicon()
    text = unicodedata.normalize("NFKC", text).translate(_KEYCAPS).casefold()
    text = _LINK.sub(" __link__ ", text)
    if not text.isascii():
        text = _without_emoji(text)
    alone = text.strip(" .,!?~\n\t")
    if not alone:
        alone = text.strip()
    if alone in known.alone:
        return known.alone[alone]
    tokens = [shortened(token) for token in _TOKEN.findall(text)]
    joined = known.phrase_pattern.sub(lambda match: known.phrases[match.group()], " ".join(tokens))
    if joined in known.alone:
        return known.alone[joined]
    return " ".join(standard_word(token) for token in joined.split())


def standard_word(word: str) -> str:
    """The standard spelling of one lower-case word, without -nya, -ku, -mu where that leaves a word."""
    known = lexicon()
    if (standard := known.words.get(word)) is not None:
        return standard
    if word in known.standard or _MASK.fullmatch(word):
        return word
    single = _DOUBLED.sub(r"\1", word)
    if single != word and (single in known.words or single in known.standard):
        return known.words.get(single, single)
    if len(word) >= 5 and word not in known.unclipped:
        for clitic in CLITICS:
            stem = word[: -len(clitic)]
            if word.endswith(clitic) and (stem in known.words or stem in known.standard):
                return known.words.get(stem, stem)
        if word.endswith("nya") and len(word) >= 7:
            return word[:-3]
    return word


def shortened(token: str) -> str:
    """ "bangeeet" → "banget", "muncul2" and "muncul-muncul" → "muncul"; spellings with a digit we know stay."""
    if token in lexicon().words or token.startswith("__"):
        return token
    token = _REPEATED.sub(r"\1", token)
    if match := _REDUPLICATED.fullmatch(token):
        return match[1] + (match[2] or "")
    return token


def _without_emoji(text: str) -> str:
    """Known emoji as words, other symbols as spaces, letters with accents as plain letters."""
    known = lexicon()
    unsaid = known.polite_emoji if any(character.isalnum() for character in text) else frozenset()
    emoji = {sign: word for sign, word in known.emoji.items() if sign not in unsaid}
    characters = []
    for character in unicodedata.normalize("NFKD", text):
        if character in emoji:
            characters.append(f" {emoji[character]} ")
        elif unicodedata.combining(character):
            continue
        else:
            characters.append(" " if unicodedata.category(character) in ("So", "Sk", "Cf") else character)
    return "".join(characters)
