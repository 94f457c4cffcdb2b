"""pkuseg's tokens for spaCy pipelines, many times quicker than spaCy's own way to them.

    import spacy
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "annotate.pkuseg.v1"}}})

or, in a configuration file:

    [nlp.tokenizer]
    @tokenizers = "annotate.pkuseg.v1"
    dictionary_pass = true

Docs are equal to those of spaCy's `ChineseTokenizer` with the same model. A
pipeline that is saved names the tokenizer and its setting; the model stays where
`annotate model install` put it and is not copied into every pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import validate_examples
from spacy.util import DummyTokenizer, registry

from annotate.segmenters.pkuseg import Segmenter, open_segmenter

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example
    from spacy.vocab import Vocab

NAME = "annotate.pkuseg.v1"


class PkusegTokenizer(DummyTokenizer):
    """Makes a Doc of a text; every character of the text is in a token or the space behind one."""

    def __init__(self, vocab: Vocab, segmenter: Segmenter | None = None, *, dictionary_pass: bool = True) -> None:
        """Take a vocabulary and a segmenter; by default the installed model's.

        Raises:
            NotFoundError, InputError: the model is missing or damaged.
        """
        self.vocab = vocab
        self.segmenter = segmenter if segmenter is not None else open_segmenter(dictionary_pass=dictionary_pass)

    def __call__(self, text: str) -> Doc:
        """Return the Doc of a text."""
        words, spaces = with_spaces(text, *self.segmenter.spans(text))
        return Doc(self.vocab, words=words, spaces=spaces)

    def pipe(self, texts: Iterable[str], **_: object) -> Iterator[Doc]:
        """Yield the Docs of texts."""
        for text in texts:
            yield self(text)

    def score(self, examples: Iterable[Example]) -> dict[str, Any]:
        """Compare with examples, as spaCy's evaluation does."""
        examples = list(examples)
        validate_examples(examples, "PkusegTokenizer.score")
        scores: dict[str, Any] = Scorer.score_tokenization(examples)
        return scores

    def __reduce__(self) -> tuple[Callable[..., PkusegTokenizer], tuple[Vocab, Segmenter]]:
        """Pickle with the vocabulary and the place of the model."""
        return PkusegTokenizer, (self.vocab, self.segmenter)

    def to_bytes(self, **_: object) -> bytes:
        """Return the setting; the model is not part of it."""
        return b"\1" if self.segmenter.dictionary_pass else b"\0"

    def from_bytes(self, data: bytes, **_: object) -> PkusegTokenizer:
        """Take the setting from `to_bytes`."""
        self.segmenter = Segmenter(self.segmenter.arrays, data != b"\0", self.segmenter.path)
        return self

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write the setting into a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: object) -> PkusegTokenizer:
        """Read the setting that `to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes())


def with_spaces(text: str, starts: Any, ends: Any) -> tuple[list[str], list[bool]]:  # noqa: ANN401 - arrays of numbers
    """Return words and whether a space follows each, so that together they are the text.

    One space behind a word belongs to it; other white space is a token of its own (spaCy's convention).
    """
    words: list[str] = []
    spaces: list[bool] = []
    at = 0
    for start, end in zip([*starts.tolist(), len(text)], [*ends.tolist(), len(text)], strict=True):
        if at < start:
            if words and text[at] == " ":
                spaces[-1] = True
                at += 1
            if at < start:
                words.append(text[at:start])
                spaces.append(False)
        if start < end:
            words.append(text[start:end])
            spaces.append(False)
        at = end
    return words, spaces


@registry.tokenizers(NAME)  # type: ignore[untyped-decorator] # spaCy's decorator has no types
def make_tokenizer(*, dictionary_pass: bool = True) -> Callable[[Language], PkusegTokenizer]:
    """Return what makes the tokenizer of a pipeline; spaCy calls this.

    Args:
        dictionary_pass: join what pkuseg's own dictionary knows as one word.
    """

    def make(nlp: Language) -> PkusegTokenizer:
        return PkusegTokenizer(nlp.vocab, dictionary_pass=dictionary_pass)

    return make
