"""What a question may ask of the public profile: limits that depend on its words alone, never on a number."""

from collections.abc import Iterable

from finalorder.answers import Condition, split_condition
from finalorder.disclosure import load_policy
from finalorder.errors import RefusedError

#: dimensions that are one condition together, because each is made of the other
PLACES = frozenset({"city", "court", "docket"})


def check_question(by: Iterable[str], where: Condition) -> None:
    """Refuse a question about more traits at once, or more values, than the policy allows.

    :raises RefusedError: if it is one.
    """
    policy = load_policy()
    named = {"place" if name in PLACES else name for name in (*(each.strip() for each in by), *where.dims) if name}
    if len(named) > policy.most_conditions:
        raise RefusedError(
            f"a published number may be about a place and other traits, {policy.most_conditions} at most, not "
            f"{len(named)}; take one out, or ask --disclosure none, for your own machine."
        )
    if len(split_condition(where)) > policy.most_steps:
        raise RefusedError(f"the condition names more than {policy.most_steps} sets of cases; name fewer values.")
