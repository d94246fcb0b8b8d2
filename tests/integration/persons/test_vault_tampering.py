"""What somebody with every right does to the vault, what is said of it, and where that stands."""

import re

import pytest

from ledger.services.keeping import kept_of
from ledger.store import Name, StoreError
from tests.architecture.tree import ROOT
from tests.integration.persons.conftest import Vaulted
from tests.integration.persons.test_vault import account, person
from tests.integration.test_ingest import NUMBER, OTHER

PAGE = ROOT / "ops/persons.md"
FIELDS = "kvitto.person_fields"


def exchanged(column: str, table: str, condition: str) -> str:
    return f"update {table} f set {column} = o.{column} from {table} o where {condition}"


#: What is done, the statement that does it, and what is said of it.
TAMPERINGS: dict[str, tuple[str, str | None]] = {
    "texts of two persons exchanged": (
        exchanged("ciphertext", FIELDS,
                  "f.field = 'number' and o.field = f.field and f.person <> o.person"),
        r"identity number of person .* does not fit: it is that of another person",
    ),
    "a text put into another field of its person": (
        exchanged("ciphertext", FIELDS,
                  "f.field = 'name' and o.field = 'number' and f.person = o.person"),
        r"name of person .* the same person's identity number, moved to another field",
    ),
    "two accounts of one person exchanged": (
        exchanged("ciphertext", FIELDS,
                  "f.field = 'account' and o.field = f.field and f.item <> o.item"),
        r"account of person .* another log's, stood in another row, or was changed",
    ),
    "one bit of a text changed": (
        f"update {FIELDS} set ciphertext = set_bit(ciphertext, 200, 1 - get_bit(ciphertext, 200))",
        r"another log's, stood in another row, or was changed",
    ),
    "the schema of a text changed": (f"update {FIELDS} set schema = 2", "there is only 1"),
    "data keys of two persons exchanged": (
        exchanged("wrapped", "kvitto.person_keys", "f.person <> o.person"),
        r"data key of person .* is another person's or another log's, or was changed",
    ),
    "a data key said to lie under another master key": (
        "update kvitto.person_keys set master_id = 'mk-other'",
        "under the master key mk-other, which the file of master keys does not hold",
    ),
    "rows of another database": (
        "update kvitto.log set id = gen_random_uuid()",
        r"data key of person .* another log's",
    ),
    "the ways from two numbers to their ids exchanged": (
        exchanged("id", "kvitto.identities",
                  "f.kind = 'pnr' and o.kind = f.kind and f.id <> o.id"),
        "identity number that is kept under .* leads to another id",
    ),
    "a text deleted": (f"delete from {FIELDS} where field = 'name'", None),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_is_done_to_the_vault_is_said(vaulted: Vaulted, what: str) -> None:
    vaulted.take(
        person(),
        person("p-2", person=f"pnr:{NUMBER}", name="Bo Påhittad"),
        account(),
        account("k-2", account="acc:bg50500107"),
    )
    statement, said = TAMPERINGS[what]
    vaulted.rows("alter table kvitto.log disable trigger user")
    with vaulted.custodian() as store:
        ids = set(store.find([Name("pnr", NUMBER), Name("pnr", OTHER)]).values())
        whole = kept_of(store, ids)
        vaulted.rows(statement)
    with vaulted.custodian() as store:
        if said is None:
            assert len(kept_of(store, ids)) < len(whole)
            return
        with pytest.raises(StoreError, match=said) as refused:
            kept_of(store, ids)
        assert not any(told.text in str(refused.value) for told in whole)


def test_the_page_for_operators_has_every_row_of_the_table() -> None:
    table = PAGE.read_text("utf-8").partition("## What is found when somebody changes the rows")[2]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table.partition("\n## ")[0], re.MULTILINE)
    written = dict(rows[1:])
    assert list(written) == list(TAMPERINGS)
    for what, (_, said) in TAMPERINGS.items():
        assert written[what].startswith("not found") == (said is None)
