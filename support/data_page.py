"""A page of tables that opens in any browser, without anything from outside: how a customer reads what is kept of them."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1b2321}"
    "h2{margin:2rem 0 .5rem}div{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #dfe4e1;padding:.35rem .6rem;text-align:left;vertical-align:top;white-space:pre-wrap}"
    "th{background:#e2f1ee;white-space:nowrap}"
)


class Section(NamedTuple):
    """A table with its title; `nothing` stands in its place when it has no rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    nothing: str = ""


def html(title: str, above: str, sections: Sequence[Section], below: str) -> str:
    """Return the page; all of it is text, whatever people wrote."""
    head = (
        '<!DOCTYPE html><html lang="vi"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
    )
    body = "\n".join(_section(section) for section in sections)
    return f"{head}\n<h1>{escape(title)}</h1>\n{_paragraphs(above)}\n{body}\n<hr>\n{_paragraphs(below)}\n</html>\n"


def _section(section: Section) -> str:
    table = _table(section) if section.rows else _paragraphs(section.nothing)
    return f"<h2>{escape(section.title)}</h2>\n{table}"


def _table(section: Section) -> str:
    rows = "\n".join(_row(row, "td") for row in section.rows)
    return f"<div><table>\n{_row(section.columns, 'th')}\n{rows}\n</table></div>"


def _row(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
