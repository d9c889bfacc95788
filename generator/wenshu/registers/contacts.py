"""人员通讯录: what is sealed of the people who work here, for a reader who is shown some of it and for no other.

Whoever is shown nothing of employment has no such register: a clerk who calls customers sees no home of a colleague.
"""

from __future__ import annotations

from ..company_nouns import CLASSES, Person
from ..office import Office
from . import Column, Register, Row, Tab

ORDINARY = CLASSES[2]
_GONE = frozenset({"离职", "退休"})
_FIELDS = ("phone", "address", "emergency", "identity")


def rows(office: Office) -> tuple[Row, ...]:
    """Return who works here, in the order of the company file, as the reader's glass shows them."""
    if not office.glass.how:
        return ()
    staff = (p for p in office.company.people.values() if p.status not in _GONE and p.sealed)
    return tuple(_row(office, person) for person in staff)


def _row(office: Office, person: Person) -> Row:
    people = office.facts.get("company", {}).get("properties", {}).get("people", {})
    fields = people.get("additionalProperties", {}).get("properties", {})
    shown = {
        key: office.glass.show(fields.get(key, {}), person.sealed[key]) for key in _FIELDS if key in person.sealed
    }
    told = {"name": person.name, "dept": person.dept, "title": office.company.post_of(person.id, office.as_of)}
    return Row({**told, **shown}, tabs=(Tab("部门", person.dept),))


REGISTER = Register(
    id="contacts",
    title="人员通讯录",
    en="Staff contacts",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("name", "姓名", 22, "center"),
        Column("dept", "部门", 26, "center"),
        Column("title", "岗位", 26, "center"),
        Column("phone", "电话", 32, "center"),
        Column("address", "现住址", 56),
        Column("emergency", "紧急联系人", 46),
        Column("identity", "身份证号", 42, "center"),
    ),
    rows=rows,
    order=96,
    marked=ORDINARY,
    purposes=("employment",),
    daily=True,
)
