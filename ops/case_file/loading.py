"""Loading a case file: TOML to events, register and expectations, or every fault in it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from ledger.domain.recorded import Recorded
from ledger.rules.tables import document
from ops.case_file.accounts import read_accounts
from ops.case_file.decisions import read_decisions
from ops.case_file.entries import Entry, id_of
from ops.case_file.envelopes import Documents
from ops.case_file.expected import Expectation, read_expectations, read_frame
from ops.case_file.facts.circumstances import read_circumstances
from ops.case_file.facts.debits import read_debits
from ops.case_file.facts.recovery import read_recovery
from ops.case_file.facts.register import read_recipient, read_register
from ops.case_file.facts.reimbursement import read_claims, read_reimbursement
from ops.case_file.facts.sick_pay import read_sick_pay
from ops.case_file.facts.terms import read_terms
from ops.case_file.facts.transfer import read_records, read_transfers
from ops.case_file.facts.watch import read_applications, read_elsewhere
from ops.case_file.orders import read_orders


@dataclass(frozen=True, slots=True)
class CaseFile:
    """
    A case as its file states it; `parties` are the names of those who may be paid, by id.

    `elsewhere` is what is reported of its assistants with another recipient.
    """

    path: Path
    title: str
    source: str
    events: tuple[Recorded, ...]
    register: tuple[Recorded, ...]
    expectations: tuple[Expectation, ...]
    parties: dict[UUID, str]
    elsewhere: tuple[Recorded, ...] = ()


class CaseFileError(Exception):
    """The file cannot be read as a case; `faults` are all of them, each with its key."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__(f"{path}: " + "; ".join(faults))


def load_case_file(path: Path) -> CaseFile:
    """Return the case that a file states; raise `CaseFileError` with all that is wrong in it."""
    try:
        text = path.read_text("utf-8")
    except OSError as cause:
        fault = f"the file cannot be read ({cause.strerror}); check its name and its rights"
        raise CaseFileError(path, [fault]) from cause
    except UnicodeDecodeError as cause:
        fault = "the file is not text in UTF-8; save it as UTF-8 and check it again"
        raise CaseFileError(path, [fault]) from cause
    faults: list[str] = []
    file = Entry("", document(text, faults).content, faults)
    if faults:
        raise CaseFileError(path, faults)
    case = _read(path, file, faults)
    if faults:
        raise CaseFileError(path, list(dict.fromkeys(faults)))
    return case


def _read(path: Path, file: Entry, faults: list[str]) -> CaseFile:
    title, source = file.text("title"), file.text("source")
    frame = read_frame(file)
    register = Documents(id_of("register", path.stem), faults)
    read_register(file, register)
    documents = Documents(id_of("case", path.stem), faults)
    read_recipient(file, documents)
    read_records(file, documents)
    read_applications(file, documents)
    read_decisions(file, documents)
    read_transfers(file, documents)
    read_terms(file, documents, frame.month)
    read_circumstances(file, documents, frame.month)
    read_accounts(file, documents, frame.month)
    with_orders = read_orders(file, documents, frame.month)
    with_orders |= read_recovery(file, documents, frame.month)
    with_orders |= read_debits(file, documents, frame.month)
    read_sick_pay(file, documents, frame.month)
    read_reimbursement(file, documents, frame.month)
    read_claims(file, documents)
    elsewhere = Documents(id_of("elsewhere", path.stem), faults)
    read_elsewhere(file, elsewhere, frame.month)
    expectations = read_expectations(file, frame, with_orders=with_orders)
    file.close()
    return CaseFile(
        path=path,
        title=title,
        source=source,
        events=tuple(documents.events),
        register=tuple(register.events),
        expectations=tuple(expectations),
        parties=_parties(file),
        elsewhere=tuple(elsewhere.events),
    )


def _parties(file: Entry) -> dict[UUID, str]:
    """Return the names of all who may be paid, by the id that stands for each."""
    named = {"provider"}
    for key in ("grant", "reassessed", "record", "goes_on", "payee"):
        # Read a second time, after every fault of these tables is known.
        again = Entry("", {key: file.raw(key)}, [])
        for entry in again.rows(key):
            named.add(entry.name("payee", "provider"))
    return {id_of("party", name): name for name in sorted(named)}
