"""What a text carries on from sentence to sentence."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Carried:
    """What a sentence goes on with: topics, unit, kind and place of what was said, and the columns of a table.

    ``counted`` is what the number before counts (``other`` if none of ours), in the sentence ``counted_in`` and up to
    the token ``counted_end``; ``asked`` the kind of number that a question asks for; ``whole`` what numbers are of
    ("of every 100 people, 83 ...").
    """

    topics: tuple[str, ...] = ()
    unit: str = ""
    kind: str = ""
    span: str = ""
    is_off: bool = False
    paragraph: int = -1
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)
    table_topics: tuple[str, ...] = ()
    lead_topics: tuple[str, ...] = ()
    lead_unit: str = ""
    counted: str = ""
    counted_in: int = -1
    counted_end: int = 0
    counted_before: str = ""
    asked: str = ""
    whole: float = 0.0
    whole_left: int = 0
    lead: str = ""
