"""What a text carries on from sentence to sentence."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Carried:
    """What a sentence goes on with: topics, unit, kind and place of what was said, and the columns of a table."""

    topics: tuple[str, ...] = ()
    unit: str = ""
    kind: str = ""
    span: str = ""
    is_off: bool = False
    paragraph: int = -1
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)
    lead_topics: tuple[str, ...] = ()
    lead_unit: str = ""
