"""
The offline verifier's Ed25519: RFC 8032's vectors, a library beside it, and what must be refused.
"""

from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ops.offline.verify_receipt import IDENTITY, L, P, has_signed, multiply, read_point, same

# Public key, message, signature. Source: RFC 8032, section 7.1, tests 1 to 3 and SHA(abc).
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
]
#: Points whose order divides eight, in every spelling that a careless reader takes.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard_hold(public: str, message: str, signature: str) -> None:
    assert has_signed(*map(bytes.fromhex, (public, message, signature)))


def test_what_a_library_signs_holds_and_no_other_bit_does() -> None:
    dice = Random(2023)
    for _ in range(12):
        private = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        public, message = private.public_key().public_bytes_raw(), dice.randbytes(90)
        signature = private.sign(message)
        assert has_signed(public, message, signature)
        for given in range(3):
            parts = [bytearray(public), bytearray(message), bytearray(signature)]
            bit = dice.randrange(len(parts[given]) * 8)
            parts[given][bit // 8] ^= 1 << bit % 8
            assert not has_signed(*map(bytes, parts))


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_a_key_of_small_order_signs_nothing(public: str) -> None:
    # Without the question of the order S = 0 and R = A would be its signature of some messages.
    key = bytes.fromhex(public)
    found = read_point(key)
    assert found is None or same(multiply(8, found), IDENTITY)
    assert not any(has_signed(key, bytes([one]), key + bytes(32)) for one in range(16))


def test_one_signature_has_one_spelling() -> None:
    public, message, signature = map(bytes.fromhex, VECTORS[1])
    s = int.from_bytes(signature[32:], "little")
    larger = signature[:32] + (s + L).to_bytes(32, "little")
    assert not has_signed(public, message, larger)
    assert not has_signed(public, message, signature + b"\0")
    assert not has_signed(public, message, signature[:-1])
    assert not has_signed(public[:-1], message, signature)


def test_a_point_is_spelt_below_the_prime_and_without_a_sign_of_nought() -> None:
    assert read_point((P + 1).to_bytes(32, "little")) is None
    assert read_point((1 | 1 << 255).to_bytes(32, "little")) is None
    # No x belongs to y = 2.
    assert read_point((2).to_bytes(32, "little")) is None
