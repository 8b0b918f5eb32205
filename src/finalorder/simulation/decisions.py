"""How proceedings end: decision and closure codes, and how often each is given."""

from collections.abc import Iterable

import numpy as np

from finalorder.simulation.cases import CASE_TYPE_CODES, DEP, EXC, RMV
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import Bools, Ints, convert_to_years
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import Draws, choose_by_group, choose_weighted, find_era

DECISIONS = Vocabulary.of(["", "X", "D", "E", "R", "V", "T", "U", "Z", "G", "W", "O", "J", "A", "L", "H", "C", "  "])
CLOSURES = Vocabulary.of(["", "C", "T", "A", "F", "Y", "X", "P", "O", "M", "K", "H"])
VENUE, TRANSFER = 1, 2
DOCKET_COUNT = 8
MERITS_COUNT = 7  # the first seven weights are decisions, the rest closures
CLOSURE_ORDER = [CLOSURES.find_position(code) for code in ("A", "F", "Y", "X", "P", "O", "M", "K", "H")]
REMOVAL_CODES = {RMV: "X", DEP: "D", EXC: "E"}
PLAIN_CODES = ("R", "V", "T", "U")  # of the second to the fifth outcome
WITHHELD, RARE = 5, 6
WITHHELD_CODES, RARE_CODES = ("E", "Z", "G"), ("O", "W", "J")
NOBODY, RESPONDENT, GOVERNMENT, BOTH, OTHER = range(5)
RESERVED_BY = Vocabulary.of(["", "A", "I", "B", "O"])
IS_ORDER = np.array([word in ("X", "D", "E") for word in DECISIONS.words])
IS_DEPARTURE = np.array([word == "V" for word in DECISIONS.words])
IS_FAVOUR = np.array([word in ("R", "T", "U", "Z", "G", "H", "C") for word in DECISIONS.words])


@cache_in_parameters
def build_outcome_weights(parameters: Parameters) -> np.ndarray:
    """Build weights of outcomes: a row for each era, in it detained, in that represented, in that docket."""
    base = np.asarray(parameters["outcomes.weights"], dtype=float)
    held = np.asarray(parameters["outcomes.detained_factors"])
    counsel = [np.asarray(parameters[f"outcomes.{who}_factors"]) for who in ("alone", "represented")]
    ones = np.ones_like(held)
    own = dict(parameters["outcomes.docket_factors"])
    dockets = [np.asarray(own.get(number, ones)) for number in range(DOCKET_COUNT)]
    people_ = [row * (held if d else ones) * counsel[r] for row in base for d in (0, 1) for r in (0, 1)]
    return np.array([weights * docket for weights in people_ for docket in dockets])


def sample_outcome(draws: Draws, ended: Ints, detained: Bools, represented: Bools, docket: Ints) -> Ints:
    """Sample the kind of end, from the weights of the era, custody, counsel and docket."""
    era = find_era(convert_to_years(ended), draws.parameters["outcomes.eras"])
    group = ((era * 2 + detained) * 2 + represented) * DOCKET_COUNT + docket
    weights = build_outcome_weights(draws.parameters)
    return choose_by_group(draws.sample_uniform("outcome"), weights, group.astype(np.int32))


def _find_decision_codes(codes: Iterable[str]) -> np.ndarray:
    return np.array([DECISIONS.find_position(code) for code in codes], dtype=np.int32)


def assign_decision_codes(draws: Draws, kind: Ints, choice: Ints, absent: Bools) -> tuple[Ints, Ints]:
    """Assign the decision and closure codes by case type; an order in absentia is always the removal code."""
    removal = _find_decision_codes(REMOVAL_CODES.get(k, "X") for k in range(len(CASE_TYPE_CODES)))[kind]
    withheld = _find_decision_codes(WITHHELD_CODES)[draws.sample_kind("outcomes.withheld")]
    rare = _find_decision_codes(RARE_CODES)[draws.sample_kind("outcomes.rare")]
    decision = removal.copy()
    for number, code in enumerate(PLAIN_CODES, 1):
        decision[choice == number] = DECISIONS.find_position(code)
    relief = DECISIONS.find_position("R")
    decision = np.where(choice == WITHHELD, np.where(kind == RMV, withheld, relief), decision)
    decision = np.where(choice == RARE, rare, decision)
    turned_back = (kind == EXC) & draws.sample_event("outcomes.exclusion_more")
    decision, choice = np.where(turned_back, removal, decision), np.where(turned_back, 0, choice)
    closed = (choice >= MERITS_COUNT) & ~absent
    closure = np.where(closed, np.array(CLOSURE_ORDER)[(choice - MERITS_COUNT).clip(0)], 0)
    decision = np.where(absent, removal, np.where(closed, 0, decision))
    return _decide_other_types(draws, kind, decision, closure)


def _decide_other_types(draws: Draws, kind: Ints, decision: Ints, closure: Ints) -> tuple[Ints, Ints]:
    """Let cases of the rarer types end in decisions of their own."""
    u = draws.sample_uniform("decision of another type")
    for name, *weights in draws.parameters["outcomes.other_types"]:
        rows = kind == CASE_TYPE_CODES.index(name)
        codes = _find_decision_codes(code for code, _ in weights)
        decision[rows] = codes[choose_weighted(u[rows], [weight for _, weight in weights])]
        closure[rows] = 0
    return decision.astype(np.int32), closure.astype(np.int32)


def list_decisions_by_type(parameters: Parameters) -> list[tuple[str, str]]:
    """List every pair of case type and decision code that the model writes."""
    merits = (*PLAIN_CODES, *RARE_CODES)
    pairs = [(CASE_TYPE_CODES[kind], code) for kind, removal in REMOVAL_CODES.items() for code in (removal, *merits)]
    pairs += [(CASE_TYPE_CODES[RMV], code) for code in WITHHELD_CODES]
    pairs += [(name, code) for name, *weights in parameters["outcomes.other_types"] for code, _ in weights]
    return list(dict.fromkeys(pairs))
