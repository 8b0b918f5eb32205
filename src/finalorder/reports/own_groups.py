"""The groups that an operation file defines itself, where a text names them by the words of the file."""

from collections.abc import Iterator

from finalorder.cohorts import CustomCohort
from finalorder.operations import Operation
from finalorder.reports.mentions import GROUP, Mention
from finalorder.reports.tokens import TokenizedText, tokenize_report

_CERTAINTY = 0.8
_NAMES = ("in_a_sentence", "short")


def list_own_groups(page: TokenizedText, operation: Operation) -> Iterator[Mention]:
    """Yield the places where a text names a group of the file, by its title or its words in either language."""
    for cohort in operation.own_cohorts:
        for words in _list_names(cohort):
            for at in range(len(page.lows) - len(words) + 1):
                if page.lows[at] == words[0] and page.lows[at : at + len(words)] == list(words):
                    yield Mention(GROUP, at, at + len(words), at, cohort=cohort.name, topics=("group",),
                                  certainty=_CERTAINTY, features=("group",))  # fmt: skip


def _list_names(cohort: CustomCohort) -> list[tuple[str, ...]]:
    """List the names of a group as tokens, each once."""
    texts = [cohort.title, cohort.title_es]
    texts += [text for each in cohort.words.values() for name in _NAMES if (text := each.get(name))]
    return list(dict.fromkeys(tuple(tokenize_report(text).lows) for text in texts if text.strip()))
