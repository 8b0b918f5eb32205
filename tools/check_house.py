"""Check what the house rules say of the source and no other tool checks: doors, names, sizes.

Prints a line for each breach and exits with 1 if there is any; ``--figures`` prints the figures instead.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

PACKAGE = "finalorder"
SOURCE = Path(__file__).resolve().parents[1] / "src" / PACKAGE
MAX_FUNCTION_LINES, MAX_MODULE_LINES, MAX_PARAMETERS = 45, 400, 6
MAX_PARTICIPLE_SHARE = 0.02
PARTICIPLE = re.compile(
    r"_?(?:[a-z]+ed|told|said|met|made|kept|found|seen|given|asked|held|shown|drawn|written|taken|read_of)"
)
#: words that begin a docstring which says what something is, and not what it does
NOT_AN_ACT = frozenset(
    re.findall(
        r"\w+",
        "a all an any both by each either every everything for how if in it its no nobody nothing of on once one only "
        "other same some that the their there these this those to two what when where whether which who whoever with",
    )
)
STOP_WORDS = NOT_AN_ACT | set(
    re.findall(r"\w+", "and are as at be been from has have into is not or out so than was were")
)
ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "e", "y")
#: wide by the nature of what they are: a click command has a parameter an option
WIDE_BY_NATURE = ("cli",)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A file of the package: its room (the top folder), its dotted name and its syntax tree."""

    path: Path
    name: str
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> Iterator[ast.ImportFrom]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
                yield node


def read_modules(source: Path = SOURCE) -> list[Module]:
    """Every module of the package, parsed."""
    return [_read_module(path, source) for path in sorted(source.rglob("*.py"))]


def _read_module(path: Path, source: Path) -> Module:
    parts = list(path.relative_to(source.parent).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    text = path.read_text(encoding="utf-8")
    return Module(path, ".".join(parts), ast.parse(text), text.count("\n"))


def find_imports_past_doors(modules: list[Module]) -> Iterator[str]:
    """Imports of another room's inside; what a room hands on stands in its ``__init__``."""
    rooms = {module.room for module in modules if module.path.name == "__init__.py"} - {""}
    for module in modules:
        for node in module.imports():
            parts = (node.module or "").split(".")
            if len(parts) > 2 and parts[1] in rooms and parts[1] != module.room:
                yield f"{module.name}:{node.lineno} imports past the door of {parts[1]}: {node.module}"


def find_names_not_handed_on(modules: list[Module]) -> Iterator[str]:
    """Names taken from a room's door that its ``__all__`` does not list."""
    doors = {module.name: _read_all(module) for module in modules if module.path.name == "__init__.py"}
    for module in modules:
        for node in module.imports():
            door = node.module or ""
            if door.count(".") == 1 and door in doors and door.split(".")[1] != module.room:
                for alias in node.names:
                    if alias.name not in doors[door]:
                        yield f"{module.name}:{node.lineno} takes {alias.name}, which {door} does not hand on"


def _read_all(module: Module) -> set[str]:
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return {str(x.value) for x in ast.walk(node.value) if isinstance(x, ast.Constant)}
    return set()


def find_renaming_imports(modules: list[Module]) -> Iterator[str]:
    """Imports of our own names under another name: grep and readers lose them."""
    for module in modules:
        for node in module.imports():
            for alias in node.names:
                if alias.asname and alias.asname != alias.name:
                    yield f"{module.name}:{node.lineno} renames {alias.name} to {alias.asname}"


def find_participles(modules: list[Module]) -> list[str]:
    """Functions named by a participle; properties may be, since they are asked like facts."""
    return [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules
        for node in module.functions()
        if PARTICIPLE.fullmatch(node.name) and not _is_property(node)
    ]


def _is_property(node: Function) -> bool:
    return any(isinstance(d, ast.Name) and d.id in {"property", "cached_property"} for d in node.decorator_list)


def find_docstrings(modules: list[Module]) -> list[tuple[Function, str]]:
    """List every function that has a docstring, with it; properties apart, since theirs say what they are."""
    found = ((node, ast.get_docstring(node)) for module in modules for node in module.functions())
    return [(node, text) for node, text in found if text and not _is_property(node)]


def says_the_act(docstring: str) -> bool:
    """Return whether a docstring begins with what the function does, as far as its first word shows."""
    word = re.match(r"[A-Za-z]+", docstring)
    return word is not None and word[0].lower() not in NOT_AN_ACT


def repeats_the_name(node: Function, docstring: str) -> bool:
    """Return whether a docstring of one line has no word that the signature lacks."""
    known = node.name.split("_") + [word for arg in node.args.args for word in arg.arg.split("_")]
    known += re.findall(r"[A-Z]?[a-z]+", " ".join(ast.unparse(x) for x in _list_annotations(node)))
    said = [word.lower() for word in re.findall(r"[A-Za-z]+", docstring)]
    stems = {_stem(word) for word in known}
    return "\n" not in docstring and all(word in STOP_WORDS or _stem(word) in stems for word in said)


def _list_annotations(node: Function) -> list[ast.expr]:
    return [x for x in (*(arg.annotation for arg in node.args.args), node.returns) if x is not None]


def _stem(word: str) -> str:
    word = word.lower()
    return next((word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), word)


def find_large_pieces(modules: list[Module]) -> Iterator[str]:
    """Functions and modules past their size, and functions with too many parameters."""
    for module in modules:
        if module.lines > MAX_MODULE_LINES:
            yield f"{module.name} has {module.lines} lines"
        for node in module.functions():
            if count_lines(node) > MAX_FUNCTION_LINES:
                yield f"{module.name}:{node.lineno} {node.name} has {count_lines(node)} lines"
            if count_parameters(node) > MAX_PARAMETERS and module.room not in WIDE_BY_NATURE:
                yield f"{module.name}:{node.lineno} {node.name} has {count_parameters(node)} parameters"


def count_lines(node: Function) -> int:
    """Lines of a function from ``def`` to its end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def count_parameters(node: Function) -> int:
    """Parameters without ``self`` and ``cls``."""
    args = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    return sum(arg.arg not in {"self", "cls"} for arg in args)


def find_shared_basenames(modules: list[Module]) -> dict[str, list[str]]:
    """Module names that stand in several rooms."""
    names = Counter(module.path.stem for module in modules if module.path.stem not in {"__init__", "__main__"})
    shared = [name for name, count in sorted(names.items()) if count > 1]
    return {name: sorted(module.name for module in modules if module.path.stem == name) for name in shared}


def describe_figures(modules: list[Module]) -> Iterator[str]:
    """The figures of the house, a line each."""
    functions = [node for module in modules for node in module.functions()]
    lines, wide = [count_lines(f) for f in functions], [count_parameters(f) for f in functions]
    one_word = [f for f in functions if "_" not in f.name.strip("_")]
    participles = find_participles(modules)
    yield f"modules {len(modules)}, functions {len(functions)}"
    yield f"function lines: median {median(lines)}, p90 {quantiles(lines, n=10)[-1]:.0f}, most {max(lines)}"
    yield f"parameters: p90 {quantiles(wide, n=10)[-1]:.0f}, most {max(wide)}"
    yield f"named by a participle: {len(participles)} ({len(participles) / len(functions):.1%})"
    yield f"of one word: {len(one_word)} ({len(one_word) / len(functions):.0%})"
    yield f"renaming imports: {len(list(find_renaming_imports(modules)))}"
    yield f"imports past doors: {len(list(find_imports_past_doors(modules)))}"
    docstrings = find_docstrings(modules)
    acts = sum(says_the_act(text) for _, text in docstrings)
    yield f"docstrings of functions: {len(docstrings)}, of which {acts} say the act"
    yield f"docstrings that repeat the name: {sum(repeats_the_name(*each) for each in docstrings)}"
    for name, places in find_shared_basenames(modules).items():
        yield f"basename {name}: {', '.join(places)}"


def find_columns_without_a_sentence() -> Iterator[str]:
    """Columns that are published and that the codebook does not describe in both languages."""
    from finalorder import ice, ledger, registry
    from finalorder.answers import ANSWER_COLUMNS

    try:
        registry.load_codebook()
    except ValueError as error:
        yield str(error)
        return
    written = {"answers": list(ANSWER_COLUMNS)}
    written |= {f"ice/{name}": schema.names for name, schema in ice.store.SCHEMAS.items()}
    tables = ledger.build_registry_tables()
    written |= {f"registry/{name.removeprefix('registry_')}": table.column_names for name, table in tables.items()}
    for name, columns in written.items():
        table = registry.find_codebook_table(name)
        for column in columns:
            found = table.find_column(column) if table is not None else None
            if found is None or not (found.en and found.es):
                yield f"{name}.{column} has no sentence in registry/codebook"


def find_breaches(modules: list[Module]) -> list[str]:
    """Everything that breaks a rule, a line each."""
    breaches = [
        *find_imports_past_doors(modules),
        *find_names_not_handed_on(modules),
        *find_renaming_imports(modules),
        *find_large_pieces(modules),
        *find_columns_without_a_sentence(),
    ]
    participles = find_participles(modules)
    if len(participles) > MAX_PARTICIPLE_SHARE * sum(1 for module in modules for _ in module.functions()):
        breaches += [f"named by a participle: {each}" for each in participles]
    return breaches


def main() -> int:
    """Print the breaches, or with ``--figures`` the figures."""
    modules = read_modules()
    if "--figures" in sys.argv:
        print("\n".join(describe_figures(modules)))
        return 0
    breaches = find_breaches(modules)
    print("\n".join(breaches) or "house: doors, names and sizes as they should be")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
