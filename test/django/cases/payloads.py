"""Random JSON values, and exact comparison."""

import math

SPECIAL_NUMBERS = [
    0, -1, 2**53 - 1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63, 2**64 - 1, 10**21, 10**40, 10**400,
    0.0, -0.0, 1.0, -1.0, 0.1, 1e16, 1e21, 1e22, 1e-7, 5e-324, 1.7976931348623157e308, 1e100,
    123456789012345678.0, math.inf, -math.inf, math.nan,
]  # fmt: skip
SPECIAL_TEXTS = [
    "", " ", "\0", "\x7f", "\x80", "\u2028", "é", "नमस्ते", "👋🏽", "\ud83c", '"', "\\",
    "</script>", "NaN", "1.0", "-0", "9007199254740993", "undefined", "a" * 300,
]  # fmt: skip
SPECIAL_KEYS = [
    "", "__proto__", "constructor", "toString", "hasOwnProperty", "length", "0", "10", "-1", "1.0",
    "NaN", "é", "👋", "\ud83c", "a.b", '"', "\\",
]  # fmt: skip


def random_payload(random):
    """Random session data, nested at most four levels deep."""
    return {random_key(random): random_value(random, 4) for _ in range(random.randint(1, 8))}


def random_key(random):
    return random.choice(SPECIAL_KEYS) if random.random() < 0.4 else random_text(random)


def random_value(random, depth):
    kind = random.randrange(7 if depth > 0 else 5)
    if kind == 0:
        return random.choice([None, True, False])
    if kind == 1:
        return random.choice(SPECIAL_NUMBERS)
    if kind == 2:
        return random_number(random)
    if kind == 3:
        return random.choice(SPECIAL_TEXTS)
    if kind == 4:
        return random_text(random)
    if kind == 5:
        return [random_value(random, depth - 1) for _ in range(random.randint(0, 5))]
    return {
        random_key(random): random_value(random, depth - 1) for _ in range(random.randint(0, 5))
    }


def random_number(random):
    kind = random.randrange(5)
    if kind == 0:
        return random.randint(-(10**6), 10**6)
    if kind == 1:
        return random.getrandbits(random.randint(50, 200)) * random.choice([1, -1])
    if kind == 2:
        return random.uniform(-1e6, 1e6)
    if kind == 3:
        return float(random.randint(-(10**18), 10**18))
    return random.uniform(-10, 10) * 10.0 ** random.randint(-300, 300)


def random_text(random):
    alphabet = random.choice([(0x20, 0x7E), (0, 0xFF), (0x900, 0x97F), (0x1F300, 0x1F6FF)])
    return "".join(chr(random.randint(*alphabet)) for _ in range(random.randint(0, 12)))


def exactly(value):
    """A value whose equality also distinguishes 1 from 1.0 and True, and 0.0 from -0.0."""
    if isinstance(value, dict):
        return {key: exactly(member) for key, member in value.items()}
    if isinstance(value, list):
        return [exactly(member) for member in value]
    return (type(value).__name__, repr(value))


def in_javascript(value):
    """The same for JavaScript: a single type of number, with the precision of a double."""
    if isinstance(value, dict):
        return {key: in_javascript(member) for key, member in value.items()}
    if isinstance(value, list):
        return [in_javascript(member) for member in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return ("number", repr(as_double(value)))
    return (type(value).__name__, repr(value))


def without_negative_zero(value):
    """A value as the Worker returns it, because `JSON.stringify` writes -0 as 0."""
    if isinstance(value, dict):
        return {key: without_negative_zero(member) for key, member in value.items()}
    if isinstance(value, list):
        return [without_negative_zero(member) for member in value]
    return 0.0 if isinstance(value, float) and value == 0 else value


def as_double(number):
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def is_finite(value):
    """Whether a value has no NaN or Infinity, which JavaScript cannot write as JSON."""
    if isinstance(value, dict):
        return all(is_finite(member) for member in value.values())
    if isinstance(value, list):
        return all(is_finite(member) for member in value)
    return not isinstance(value, (int, float)) or math.isfinite(as_double(value))
