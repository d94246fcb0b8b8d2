"""
Lets the eventsourcing library's test cases be imported without its cipher.

They import it whether it is used or not, and it needs a library that Kvitto does not have. The
test cases of mappers with a cipher are the only ones that use it, and are left out.
"""

import sys
from types import ModuleType


class AESCipher:
    """Stands where the library's cipher would."""

    CIPHER_KEY = "CIPHER_KEY"


stand_in = ModuleType("eventsourcing.cipher")
stand_in.__dict__["AESCipher"] = AESCipher
sys.modules.setdefault("eventsourcing.cipher", stand_in)
