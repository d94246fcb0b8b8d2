"""
Hiding: cases of a written world in which nothing is hidden yet, and papers that are added to them.

What is hidden in them, and what looks like it and must not be found, belongs to `sorts`.
"""

from random import Random
from typing import Final

from ops.world.anomalies.documents import Document, Documents
from ops.world.identity import check_digit

#: The sender of what is hidden in the register.
_SENDER: Final = "forsakringskassan"


class Hiding:
    """A world in which anomalies are hidden, each in cases of its own."""

    def __init__(self, documents: Documents, faulty: frozenset[str], seed: int) -> None:
        """Find the cases that nothing else is wrong with."""
        self.documents = documents
        self.dice = Random(f"{seed}/anomalies")
        self._reports: dict[str, list[Document]] = {}
        for of in documents.files["time-reports.ndjson"]:
            self._reports.setdefault(of["case_ref"], []).append(of)
        self._orders: dict[str, list[Document]] = {}
        for of in documents.files["orders.ndjson"]:
            self._orders.setdefault(of["case_ref"], []).append(of)
        grants = {of["case_ref"]: of for of in documents.of("grant-decided")}
        plain = [
            case
            for case in sorted(self._reports)
            if case not in faulty and not any("replaces" in of for of in self._reports[case])
        ]
        self.dice.shuffle(plain)
        self._municipal = [case for case in plain if grants[case]["authority"] != "FK"]
        self._national = [case for case in plain if grants[case]["authority"] == "FK"]
        self.grants = grants
        self.numbers = {
            (of["sender"], of["assistant"]): of.get("also", of["assistant"])
            for of in documents.of("assistant-registered")
        }
        self._count = self._accounts = 0

    def national(self) -> str:
        """Return a case paid by Försäkringskassan that nothing is hidden in yet."""
        return self._national.pop()

    def municipal(self) -> str:
        """Return a case under a municipal decision that nothing is hidden in yet."""
        return self._municipal.pop()

    def reports(self, case: str, month: str | None = None) -> list[Document]:
        """Return the reports of a case, or of one month of it, in their order."""
        return [of for of in self._reports[case] if month in (None, of["month"])]

    def orders(self, case: str) -> list[Document]:
        """Return the orders of a case."""
        return self._orders.get(case, [])

    def months(self, case: str) -> list[str]:
        """Return the months that a case has reports of."""
        return sorted({of["month"] for of in self._reports[case]})

    def number_of(self, report: Document) -> str:
        """Return the identity number of a report's assistant."""
        return self.numbers[report["sender"], report["assistant"]]

    def one_assistant(self, case: str, month: str) -> list[Document]:
        """Return the reports of one assistant of a case and month, who has a number."""
        of_month = [of for of in self.reports(case, month) if "pnr:" in self.number_of(of)]
        chosen = self.dice.choice(of_month)
        return [of for of in of_month if of["assistant"] == chosen["assistant"]]

    def paper(self, kind: str, case: str | None, received: str, **fields: object) -> Document:
        """Add a paper, received on a day."""
        self._count += 1
        head: Document = {
            "type": kind,
            "document_id": f"dolt.{self._count}",
            "sender": _SENDER,
            "received_at": f"{received}T11:00:00+00:00",
        }
        if case is not None:
            head["case_ref"] = case
        document = head | fields
        self.documents.add(document)
        return document

    def account(self) -> str:
        """Return a bankgiro number that nobody in the world has."""
        self._accounts += 1
        digits = f"{5_000_000 + self._accounts}"
        return f"acc:bg{digits}{check_digit(f'00{digits}')}"

    def rename(self, reports: list[Document], number: str) -> None:
        """Let another assistant sign reports, who is registered with their employer as well."""
        for of in reports:
            of["assistant"] = number
        self.paper(
            "assistant-registered/1",
            None,
            f"{reports[0]['month']}-01",
            assistant=number,
            employer=reports[0]["employer"],
        )
        self.numbers[reports[0]["sender"], number] = number
