"""Scores pandas data frames with the model of a Drydock bundle, as its prediction server answers `POST /predict`.

    import drydock_model
    model = drydock_model.load("bundle/model")
    answers = model.predict(frame)          # a data frame: prediction, score_<class>, abstained, set, error

Everything that was validated is in the plan (`preprocess.json`): which column feeds which input, what stands for a missing
cell, repairs of cells, how the outputs are read, calibration, threshold, gate. This module carries it out in the same
steps and with the same rules as the workbench and the server do. It needs Python 3.9 or newer, numpy, pandas and
onnxruntime, and works column by column: a million rows take seconds, not minutes.

Cells must be of the kind that the validated data held; nothing is converted silently. None, NaN, NaT and pandas.NA are
missing. Times go in as milliseconds since 1970, UTC.
"""

from __future__ import annotations

import datetime
import decimal
import functools
import json
import math
import numbers
import os
import re
from typing import Any, Callable, Iterable, Optional, Union

import numpy as np
import onnxruntime
import pandas as pd

# ---------------------------------------------------------------------------------------------------------------- texts

# What JavaScript's trim() and \s take as space; Python's strip() differs in a few characters.
_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACES = re.compile(f"[{_SPACE}]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MISSING = re.compile(r"(?ai:nan|null|none|n/a|na)?")
_INFINITE = re.compile(r"(?ai:([+-]?)inf(?:inity)?)")
_BOOLEANS = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0, "t": 1.0, "f": 0.0, "y": 1.0, "n": 0.0}


def parse_number(text: str) -> Optional[float]:
    """A number as data files write it. NaN = the text says "missing"; None = not a number."""
    trimmed = text.strip(_SPACE)
    if _NUMBER.fullmatch(trimmed):
        return float(trimmed)
    if _MISSING.fullmatch(trimmed):
        return math.nan
    infinite = _INFINITE.fullmatch(trimmed)
    if infinite:
        return -math.inf if infinite.group(1) == "-" else math.inf
    return None


def parse_boolean(text: str) -> Optional[float]:
    """As parse_number, and the common words for true (1) and false (0)."""
    word = _BOOLEANS.get(text.strip(_SPACE).lower())
    return parse_number(text) if word is None else word


def number_text(value: float) -> str:
    """A number as JavaScript writes it (ECMAScript, Number::toString): 3 -> "3", 2.5 -> "2.5", 1e21 -> "1e+21"."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(float(value))).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The value is 0.DIGITS times ten to the power of `point`.
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "") + power


def _class_number(text: str) -> float:
    """A class as a number, NaN where it is none; as JavaScript's Number() but for the empty text."""
    trimmed = text.strip(_SPACE)
    if _NUMBER.fullmatch(trimmed):
        return float(trimmed)
    if re.fullmatch(r"[+-]?Infinity", trimmed):
        return -math.inf if trimmed[0] == "-" else math.inf
    if re.fullmatch(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)", trimmed):
        return float(int(trimmed, 0))
    return math.nan


def _encodable(text: str) -> str:
    """The runtime takes UTF-8, which has no half surrogates."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _shown(value: Any) -> str:
    """A cell in a message, as JSON writes it, at most 60 characters."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, numbers.Real) and not isinstance(value, decimal.Decimal):
        try:
            return number_text(float(value))
        except OverflowError:
            return "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, (str, list, tuple, dict)):
        text = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
        return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half.group()):04x}", text)[:60]
    return str(value)[:60]


# -------------------------------------------------------------------------------------------------------------- columns


class DataMismatch(ValueError):
    """Data that the validated model cannot take. `row` counts from 1; `hint` says what to do."""

    def __init__(self, message: str, hint: str, column: Optional[str] = None, row: Optional[int] = None) -> None:
        super().__init__(f"{message} {hint}")
        self.message = message
        self.hint = hint
        self.column = column
        self.row = row


class Texts:
    """A column of texts: codes into `texts`, -1 = missing."""

    def __init__(self, codes: np.ndarray, texts: "list[str]") -> None:
        self.codes = codes
        self.texts = texts

    def map(self, change: Callable[["list[str]"], "list[Optional[str]]"]) -> "Texts":
        """Every distinct text changed once; None = missing."""
        index: "dict[str, int]" = {}
        translated = [-1 if text is None else index.setdefault(text, len(index)) for text in change(self.texts)]
        return Texts(np.array(translated + [-1], dtype=np.int64)[self.codes], list(index))

    def look_up(self, values: "list[float]", missing: float = math.nan) -> np.ndarray:
        """One number for each distinct text, row by row."""
        return np.array([*values, missing], dtype=np.float64)[self.codes]


# Numbers and truth values (1 and 0) are float64, NaN = missing.
Column = Union[np.ndarray, Texts]

_INTEGERS = {
    "uint8": (0, 0xFF),
    "uint16": (0, 0xFFFF),
    "uint32": (0, 0xFFFFFFFF),
    "uint64": (0, 2**53 - 1),
    "int8": (-0x80, 0x7F),
    "int16": (-0x8000, 0x7FFF),
    "int32": (-0x80000000, 0x7FFFFFFF),
    "int64": (-(2**53) + 1, 2**53 - 1),
}
_LARGEST = {"float16": 65504.0, "float32": 3.4028234663852886e38}


class CellRule:
    """What the cells of a column must be: the kind they had in the validated data, and what the inputs can hold."""

    def __init__(self, column: str, kind: str, types: "list[str]") -> None:
        self.column = column
        self.kind = kind
        self.types = types

    def wanted(self) -> str:
        whole = next((one for one in self.types if one in _INTEGERS), None)
        if whole:
            return f"a whole number ({whole})"
        return {"number": "a number", "boolean": "true, false, 0 or 1", "text": "a text"}[self.kind]

    def mismatch(self, value: Any, row: int) -> DataMismatch:
        wanted = self.wanted()
        if self.kind == "number" and isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_)):
            misfit = next((one for one in self.types if not _is_exact(np.array([float(value)]), one)[0]), None)
            if misfit and misfit not in _INTEGERS:
                wanted = f"a number that {misfit} can hold"
            elif misfit and float(value).is_integer():
                low, high = _INTEGERS[misfit]
                wanted = f"a whole number from {low} to {high} ({misfit})"
        instead = f"Send {wanted}"
        if self.kind == "number" and isinstance(value, (bool, np.bool_)):
            instead = f"Send {int(value)} for {_shown(value)}"
        return DataMismatch(
            f'"{self.column}" takes {wanted}, but got {_shown(value)}.',
            f"{instead}, or null where it is missing. Nothing is converted silently.",
            column=self.column,
            row=row + 1,
        )


def _is_exact(values: np.ndarray, kind: str) -> np.ndarray:
    """Whether numbers mean the same in this type: whole and in range, or at least not infinite."""
    if kind in _INTEGERS:
        low, high = _INTEGERS[kind]
        return (values == np.floor(values)) & (values >= low) & (values <= high)
    return np.abs(values) <= _LARGEST.get(kind, np.finfo(np.float64).max)


class _Bad:
    """Cells that a column cannot take: `unread` are of the wrong kind, the others of `mask` are numbers that do not fit."""

    def __init__(self, mask: np.ndarray, unread: np.ndarray, series: pd.Series, values: Optional[np.ndarray]) -> None:
        self.mask = mask
        self.unread = unread
        self._series = series
        self._values = values

    def cell(self, row: int) -> Any:
        if self._values is not None and not self.unread[row]:
            return float(self._values[row])
        cell = self._series.iloc[row]
        return cell.item() if isinstance(cell, np.generic) else cell


def _read_texts(series: pd.Series) -> "tuple[Texts, np.ndarray]":
    """Texts, and the rows that hold something else."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        known = list(series.cat.categories)
        if all(isinstance(one, str) for one in known):
            return Texts(series.cat.codes.to_numpy().astype(np.int64), known), np.zeros(len(series), dtype=bool)
        series = series.astype(object)
    if isinstance(series.dtype, pd.StringDtype) and series.dtype.storage != "python":
        codes, known = pd.factorize(series.array, use_na_sentinel=True)
        return Texts(codes.astype(np.int64), [str(text) for text in known]), np.zeros(len(series), dtype=bool)
    cells = series.astype(object)
    texts = _distinct(cells.to_numpy())
    return texts, (texts.codes < 0) & cells.notna().to_numpy()


def _distinct(cells: np.ndarray) -> Texts:
    """What are texts among the cells. pandas.factorize takes "a" and "a\\0b" for the same before pandas 3."""
    index: "dict[str, int]" = {}
    codes = (index.setdefault(cell, len(index)) if isinstance(cell, str) else -1 for cell in cells)
    return Texts(np.fromiter(codes, dtype=np.int64, count=len(cells)), list(index))


_EPOCH = datetime.datetime(1970, 1, 1)


def _milliseconds(cell: Union[datetime.date, np.datetime64]) -> float:
    stamp = pd.Timestamp(cell)
    if stamp.tzinfo is not None:
        stamp = stamp.tz_convert("UTC").tz_localize(None)
    return (stamp.to_pydatetime(warn=False) - _EPOCH) // datetime.timedelta(microseconds=1) / 1000


def _cell_number(cell: Any, kind: str) -> Optional[float]:
    """One cell of a column of mixed kinds; NaN = missing, None = none of a number."""
    if isinstance(cell, (bool, np.bool_)):
        return float(cell) if kind == "boolean" else None
    if isinstance(cell, (int, float, np.integer, np.floating, decimal.Decimal)):
        try:
            return float(cell)
        except OverflowError:
            return math.inf if cell > 0 else -math.inf
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return math.nan
    if kind == "number" and isinstance(cell, (datetime.date, np.datetime64)):
        return _milliseconds(cell)
    return None


def _read_numbers(series: pd.Series, kind: str) -> "tuple[np.ndarray, np.ndarray]":
    """Numbers, and the rows that hold something else."""
    bad = np.zeros(len(series), dtype=bool)
    dtype = series.dtype
    if pd.api.types.is_bool_dtype(dtype) and not isinstance(dtype, pd.CategoricalDtype):
        if kind == "boolean":
            return series.astype("boolean").to_numpy(dtype=np.float64, na_value=np.nan), bad
        return np.full(len(series), np.nan), series.notna().to_numpy()
    if isinstance(dtype, np.dtype) and dtype.kind in "iuf":
        return series.to_numpy(dtype=np.float64), bad
    if pd.api.types.is_numeric_dtype(dtype) and not isinstance(dtype, np.dtype):
        return series.to_numpy(dtype=np.float64, na_value=np.nan), bad
    if pd.api.types.is_datetime64_any_dtype(dtype) and kind == "number":
        zoned = getattr(series.dt, "tz", None) is not None
        plain = series.dt.tz_convert("UTC").dt.tz_localize(None) if zoned else series
        whole = plain.to_numpy().astype("datetime64[us]")
        return np.where(np.isnat(whole), np.nan, whole.astype(np.int64) / 1000), bad
    found = [_cell_number(cell, kind) for cell in series.astype(object)]
    bad = np.fromiter((one is None for one in found), dtype=bool, count=len(found))
    return np.array([math.nan if one is None else one for one in found], dtype=np.float64), bad


def _written_numbers(texts: Texts, kind: str) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Numbers that are written as text, as in CSV; the rows whose text is none, and those where it says "missing"."""
    parsed = [(parse_boolean if kind == "boolean" else parse_number)(text) for text in texts.texts]
    values = texts.look_up([math.nan if one is None else one for one in parsed])
    unparsed = texts.look_up([float(one is None) for one in parsed], 0.0) != 0
    in_words = texts.look_up([float(one is not None and one != one) for one in parsed], 0.0) != 0
    return values, unparsed, in_words


def read_column(series: pd.Series, rule: CellRule, as_text: bool = False) -> "tuple[Column, Optional[_Bad]]":
    """A column of a data frame as the plan takes it, and the cells that it cannot take.

    as_text: the cells are texts of a CSV file; numbers are parsed as the server parses text/csv.
    """
    if as_text or rule.kind == "text":
        texts, bad = _read_texts(series)
        if as_text:
            texts = texts.map(lambda known: [None if text == "" else text for text in known])
        if rule.kind == "text":
            return texts, _Bad(bad, bad, series, None) if bad.any() else None
        values, unparsed, in_words = _written_numbers(texts, rule.kind)
        unread = bad | unparsed
        # A truth value cannot be "missing" in words, as a number can.
        bad = unread | in_words if rule.kind == "boolean" else unread.copy()
    else:
        values, unread = _read_numbers(series, rule.kind)
        bad = unread.copy()
    with np.errstate(invalid="ignore"):
        given = ~np.isnan(values)
        if rule.kind == "boolean":
            bad |= given & (values != 0) & (values != 1)
        bad |= np.isinf(values)
        for one in rule.types:
            bad |= given & ~_is_exact(values, one)
    return values, _Bad(bad, unread, series, values.copy()) if bad.any() else None


# -------------------------------------------------------------------------------------------------------------- repairs

NumberRepair = Callable[[np.ndarray], np.ndarray]
TextRepair = Callable[["list[str]"], "list[Optional[str]]"]


def edit_distance(a: str, b: str, most: int) -> int:
    """Edits from one text to another (restricted Damerau-Levenshtein distance, of code points); above `most`: most + 1.

    Only the band of cells that can lie within `most` is computed.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    beyond = most + 1
    before: "dict[int, int]" = {}
    last = {j: j for j in range(min(len(b), most) + 1)}
    for i in range(1, len(a) + 1):
        row: "dict[int, int]" = {}
        if i <= most:
            row[0] = i
        for j in range(max(1, i - most), min(len(b), i + most) + 1):
            cost = min(
                last.get(j, beyond) + 1,
                row.get(j - 1, beyond) + 1,
                last.get(j - 1, beyond) + (0 if a[i - 1] == b[j - 1] else 1),
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                cost = min(cost, before.get(j - 2, beyond) + 1)
            row[j] = cost
        before, last = last, row
    return min(beyond, last.get(len(b), beyond))


def _letter_counts(text: str) -> np.ndarray:
    """How often each letter occurs, letters in 64 buckets."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.bincount(points % 64, minlength=64).astype(np.int16)


class _CategoryRepair:
    """Text to the known text it stands for. The same text always gives the same answer, so answers are remembered."""

    REMEMBERED = 50_000

    def __init__(self, repair: "dict[str, Any]") -> None:
        self.repair = repair
        self.known = set(repair["known"])
        self.by_plain: "dict[str, Optional[str]]" = {}
        for text in dict.fromkeys(repair["known"]):
            plain = self._plain(text)
            self.by_plain[plain] = None if plain in self.by_plain else text
        self.candidates = list(self.by_plain.items())
        self.letters = np.array([_letter_counts(plain) for plain in self.by_plain])
        self.answers: "dict[str, Optional[str]]" = {}

    def __call__(self, texts: "list[str]") -> "list[Optional[str]]":
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Optional[str]:
        if text in self.known:
            return text
        try:
            return self.answers[text]
        except KeyError:
            found = self._answer(text)
        if len(self.answers) >= self.REMEMBERED:
            self.answers.clear()
        self.answers[text] = found
        return found

    def _plain(self, text: str) -> str:
        spaced = _SPACES.sub(" ", text.strip(_SPACE)) if self.repair["ignoreSpaces"] else text
        return spaced.lower() if self.repair["ignoreCase"] else spaced

    def _nearest(self, text: str) -> Optional[str]:
        given = self._plain(text)
        if given in self.by_plain:
            return self.by_plain[given]
        most = self.repair["distance"]
        best: Optional[str] = None
        distance = most + 1
        # An edit adds a letter, takes one away, or both: where more letters differ, more edits are needed.
        apart = self.letters - _letter_counts(given)
        near = np.maximum(np.maximum(apart, 0).sum(axis=1), np.maximum(-apart, 0).sum(axis=1)) <= most
        for candidate, original in (self.candidates[i] for i in np.flatnonzero(near)):
            edits = edit_distance(given, candidate, min(distance, most))
            if edits > most or edits > distance:
                continue
            # Two that are equally near: either would be a guess.
            best = None if edits == distance else original
            distance = edits
        return best

    def _answer(self, text: str) -> Optional[str]:
        found = self._nearest(text)
        unknown = self.repair["unknown"]
        if found is not None:
            return found
        if unknown["kind"] == "keep":
            return text
        return None if unknown["kind"] == "missing" else unknown["value"]


def _number_repair(repair: "dict[str, Any]") -> Optional[NumberRepair]:
    kind = repair["kind"]
    if kind == "sentinels":
        exact = [float(one) for one in repair["values"] if not isinstance(one, str)]
        # A file of single precision holds -999.99 as the nearest single number.
        with np.errstate(over="ignore"):
            given = np.array(exact + [float(np.float32(one)) for one in exact])
        return (lambda values: np.where(np.isin(values, given), np.nan, values)) if exact else None
    if kind == "clip":
        low = -math.inf if repair["low"] is None else float(repair["low"])
        high = math.inf if repair["high"] is None else float(repair["high"])
        return lambda values: np.where(values < low, low, np.where(values > high, high, values))
    if kind == "unit":
        return lambda values: _in_unit(values, repair)
    return None


def _in_unit(values: np.ndarray, repair: "dict[str, Any]") -> np.ndarray:
    low, high = repair["low"], repair["high"]
    mended = values.copy()
    open_rows = (values < low) | (values > high)
    for factor in repair["factors"]:
        product = values * factor
        fits = open_rows & (product >= low) & (product <= high)
        mended[fits] = product[fits]
        open_rows &= ~fits
    return mended


def _text_repair(repair: "dict[str, Any]") -> Optional[TextRepair]:
    if repair["kind"] == "category":
        return _CategoryRepair(repair)
    if repair["kind"] != "sentinels":
        return None
    given = {one.strip(_SPACE).lower() for one in repair["values"] if isinstance(one, str)}
    return (lambda texts: [None if text.strip(_SPACE).lower() in given else text for text in texts]) if given else None


def _chained_texts(steps: "list[TextRepair]", texts: "list[str]") -> "list[Optional[str]]":
    """One step after the other; what is missing stays missing."""
    mended: "list[Optional[str]]" = list(texts)
    for step in steps:
        rest = [i for i, text in enumerate(mended) if text is not None]
        for i, text in zip(rest, step([mended[i] for i in rest])):  # type: ignore[misc]
            mended[i] = text
    return mended


class _Feature:
    """One element of an input, and the column that feeds it."""

    def __init__(self, plan: "dict[str, Any]") -> None:
        self.column: str = plan["column"]
        self.missing: "dict[str, Any]" = plan["missing"]
        self.cast: Optional[str] = plan.get("cast")
        self.indicator: Optional[str] = plan.get("indicator")
        self.repairs: "Optional[list[dict[str, Any]]]" = plan.get("repairs")
        listed = self.repairs or []
        self._numbers = [step for step in map(_number_repair, listed) if step]
        self._texts = [step for step in map(_text_repair, listed) if step]

    def kind(self, input_type: str) -> str:
        """What a cell must be, by this feature alone."""
        if self.indicator is not None:
            return self.indicator
        by_cast = {"text-to-number": "text", "boolean-to-text": "boolean", "number-to-text": "number"}
        if self.cast in by_cast:
            return by_cast[self.cast]
        if input_type == "string":
            return "text"
        return "boolean" if input_type == "bool" else "number"

    def mended(self, column: Column) -> Column:
        """The column with its repairs, or 1 and 0 for missing and not."""
        if self.repairs:
            column = column.map(self._mend_texts) if isinstance(column, Texts) else self._mend_column(column)
        return column if self.indicator is None else self._is_missing(column)

    def written(self, values: np.ndarray) -> Texts:
        """Numbers as text."""
        codes, distinct = pd.factorize(values, use_na_sentinel=True)
        words = (lambda value: "False" if value == 0 else "True") if self.cast == "boolean-to-text" else number_text
        return Texts(codes.astype(np.int64), [words(float(value)) for value in distinct])

    def _mend_numbers(self, values: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            for step in self._numbers:
                values = step(values)
        return values

    def _mend_column(self, values: np.ndarray) -> Column:
        values = self._mend_numbers(values)
        # Only where the input takes text; what a list of sentinels says in words means nothing to a number.
        if not self._texts or self.cast not in ("number-to-text", "boolean-to-text"):
            return values
        return self.written(values).map(lambda texts: _chained_texts(self._texts, texts))

    def _mend_texts(self, texts: "list[str]") -> "list[Optional[str]]":
        """Texts; where they are numbers as well (before or after), the repairs of numbers in their turn."""
        as_number: "list[TextRepair]" = [self._mend_written] if self._numbers else []
        if self.cast == "text-to-number":
            return _chained_texts(self._texts + as_number, texts)
        if self.cast == "number-to-text":
            return _chained_texts(as_number + self._texts, texts)
        return _chained_texts(self._texts, texts)

    def _mend_written(self, texts: "list[str]") -> "list[Optional[str]]":
        parsed = np.array([math.nan if one is None else one for one in map(parse_number, texts)], dtype=np.float64)
        mended = self._mend_numbers(parsed)

        def text_of(text: str, was: float, now: float) -> Optional[str]:
            if was != was or now == was:
                return text
            return None if now != now else number_text(float(now))

        return [text_of(*one) for one in zip(texts, parsed, mended)]

    def _is_missing(self, column: Column) -> np.ndarray:
        if not isinstance(column, Texts):
            return np.isnan(column).astype(np.float64)
        # Text that is read as a number may say "missing" in words.
        in_words = self.cast == "text-to-number"
        said = [1.0 if in_words and (n := parse_number(t)) is not None and n != n else 0.0 for t in column.texts]
        return column.look_up(said, 1.0)


# --------------------------------------------------------------------------------------------------------------- inputs

REJECTED_MISSING = 1
REJECTED_UNFIT = 2
REJECTED_BY_MODEL = 3

_DTYPES = {
    "float32": np.float32,
    "float64": np.float64,
    "float16": np.float16,
    "int8": np.int8,
    "uint8": np.uint8,
    "int16": np.int16,
    "uint16": np.uint16,
    "int32": np.int32,
    "uint32": np.uint32,
    "int64": np.int64,
    "uint64": np.uint64,
    "bool": np.bool_,
}
# The largest double below 2^63 (2^64); beyond it a double has no integer of the type.
_RANGES = {
    **{name: (float(np.iinfo(kind).min), float(np.iinfo(kind).max)) for name, kind in _DTYPES.items() if np.dtype(kind).kind in "iu"},
    "int64": (-9223372036854775808.0, 9223372036854774784.0),
    "uint64": (0.0, 18446744073709549568.0),
    "bool": (0.0, 1.0),
}


class _Rejected:
    """Why rows get no prediction: one byte a row, 0 = they do. The first reason stands."""

    def __init__(self, rows: int) -> None:
        self.reasons = np.zeros(rows, dtype=np.uint8)

    def mark(self, rows: np.ndarray, reason: int) -> None:
        self.reasons[rows & (self.reasons == 0)] = reason


class _Input:
    """One input of the model, fed by columns: [N] (rank 1) or [N, features] (rank 2)."""

    def __init__(self, plan: "dict[str, Any]") -> None:
        self.name: str = plan["input"]
        self.type: str = plan["type"]
        self.rank: int = plan["rank"]
        self.features = [_Feature(one) for one in plan["features"]]
        if self.type != "string" and self.type not in _DTYPES:
            raise ValueError(f'The input "{self.name}" has the element type {self.type}, which cannot be fed from Python.')

    def tensor(self, columns: "dict[str, Column]", rows: int, rejected: _Rejected) -> np.ndarray:
        """Row-major; rejected rows hold a harmless filler."""
        mended = [feature.mended(columns[feature.column]) for feature in self.features]
        fill = self._text_element if self.type == "string" else self._number_elements
        matrix = fill(mended, rows, rejected)
        return matrix.reshape(rows) if self.rank == 1 else matrix

    def _text_element(self, columns: "list[Column]", rows: int, rejected: _Rejected) -> np.ndarray:
        matrix = np.empty((rows, len(columns)), dtype=object)
        for element, (feature, column) in enumerate(zip(self.features, columns)):
            if not isinstance(column, Texts):
                if feature.cast not in ("number-to-text", "boolean-to-text") and not np.isnan(column).all():
                    raise self._wrong_kind(feature, "numbers", "text")
                column = feature.written(column)
            if feature.missing["kind"] == "reject":
                rejected.mark(column.codes < 0, REJECTED_MISSING)
            filler = feature.missing["value"] if feature.missing["kind"] == "constant" else ""
            table = np.array([*map(_encodable, column.texts), filler], dtype=object)
            matrix[:, element] = table[column.codes]
        return matrix

    def _number_elements(self, columns: "list[Column]", rows: int, rejected: _Rejected) -> np.ndarray:
        read = [self._read(feature, column, rejected) for feature, column in zip(self.features, columns)]
        matrix = np.empty((rows, len(columns)), dtype=_DTYPES[self.type])
        with np.errstate(over="ignore", invalid="ignore"):
            for element, values in enumerate(read):
                if self.type in _RANGES:
                    low, high = _RANGES[self.type]
                    fits = (values == np.floor(values)) & (values >= low) & (values <= high)
                    rejected.mark(~fits, REJECTED_UNFIT)
                    values = np.where(fits, values, 0.0)
                matrix[:, element] = values
        return matrix

    def _read(self, feature: _Feature, column: Column, rejected: _Rejected) -> np.ndarray:
        """The numbers of a column, with what stands for missing ones."""
        if isinstance(column, Texts):
            if feature.cast != "text-to-number" and (column.codes >= 0).any():
                raise self._wrong_kind(feature, "text", "numbers")
            parsed = [(parse_boolean if self.type == "bool" else parse_number)(text) for text in column.texts]
            rejected.mark(column.look_up([float(one is None) for one in parsed], 0.0) != 0, REJECTED_UNFIT)
            column = column.look_up([0.0 if one is None else one for one in parsed])
        missing = np.isnan(column)
        kind = feature.missing["kind"]
        if kind == "reject":
            rejected.mark(missing, REJECTED_MISSING)
        if kind == "nan":
            return column
        return np.where(missing, 0.0 if kind == "reject" else float(feature.missing["value"]), column)

    def _wrong_kind(self, feature: _Feature, holds: str, takes: str) -> DataMismatch:
        return DataMismatch(
            f'The column "{feature.column}" holds {holds}, but the input "{self.name}" takes {takes}.',
            "Give the column as it was in the validated data.",
            column=feature.column,
        )


# -------------------------------------------------------------------------------------------------------------- outputs


def _softmax(logits: np.ndarray) -> np.ndarray:
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


def _log_odds(scores: np.ndarray) -> np.ndarray:
    # float32 knows nothing nearer to 1.
    kept = np.clip(scores, 1e-7, 1 - 1e-7)
    return np.log(kept / (1 - kept))


def _line_through(points: "dict[str, list[float]]", at: np.ndarray) -> np.ndarray:
    """A step-free line, flat beyond its ends."""
    x, y = np.array(points["x"], dtype=np.float64), np.array(points["y"], dtype=np.float64)
    low = np.clip(np.searchsorted(x, at, side="right") - 1, 0, max(0, len(x) - 2))
    high = np.minimum(low + 1, len(x) - 1)
    span = np.where(x[high] > x[low], x[high] - x[low], 1.0)
    line = y[low] + ((y[high] - y[low]) * (at - x[low])) / span
    line = np.where(at >= x[-1], y[-1], np.where(at <= x[0], y[0], line))
    return np.where(np.isnan(at), np.nan, line)


def calibrated(calibration: "dict[str, Any]", scores: np.ndarray) -> np.ndarray:
    """Scores made right: temperature, Platt or isotonic. rows x classes in, the same out; NaN stays NaN."""
    kind = calibration["kind"]
    if kind == "temperature":
        return _softmax(np.log(scores + 1e-12) / calibration["temperature"])
    curves: "list[NumberRepair]" = [
        (lambda p, one=one: 1 / (1 + np.exp(one["a"] * _log_odds(p) + one["b"])))
        if kind == "platt"
        else (lambda p, one=one: _line_through(one, p))
        for one in calibration["classes"]
    ]
    if scores.shape[1] == 2 and len(curves) == 1:
        second = curves[0](scores[:, 1])
        return np.column_stack([1 - second, second])
    curved = np.column_stack([curve(scores[:, k]) for k, curve in enumerate(curves)])
    total = curved.sum(axis=1, keepdims=True)
    return np.where(total == 0, 1 / scores.shape[1], curved / np.where(total == 0, 1.0, total))


class _Reading:
    """From the outputs of the model to predictions, as the plan says."""

    def __init__(self, plan: "dict[str, Any]") -> None:
        reading = plan["reading"]
        self.plan = plan
        self.is_regression: bool = reading["task"] == "regression"
        self.classes: "list[str]" = reading["classes"]
        self.scores: "Optional[dict[str, str]]" = reading.get("scores")
        self.label: Optional[str] = reading.get("label", {}).get("output")
        # "positions" or "classes"; None: the names of the classes decide.
        self.label_holds: Optional[str] = reading.get("label", {}).get("holds")
        self.value: Optional[str] = reading.get("value", {}).get("output")
        self.has_scores = not self.is_regression and self.scores is not None
        wanted = [self.value] if self.is_regression else [self.scores and self.scores["output"], self.label]
        self.outputs = [name for name in dict.fromkeys(wanted) if name]

    def values(self, outputs: "dict[str, np.ndarray]", rows: int) -> np.ndarray:
        """Of a regression."""
        return self._numbers(outputs, self.value or "", rows, 1)[:, 0]

    def probabilities(self, outputs: "dict[str, np.ndarray]", rows: int) -> Optional[np.ndarray]:
        """rows x classes, calibrated."""
        if self.scores is None:
            return None
        form = self.scores["form"]
        single = form.startswith("positive")
        given = self._numbers(outputs, self.scores["output"], rows, 1 if single else len(self.classes))
        with np.errstate(all="ignore"):
            if form == "logits":
                given = _softmax(given)
            elif form == "positive-logit":
                given = np.column_stack([1 / (1 + np.exp(given)), 1 / (1 + np.exp(-given))])
            elif single:
                given = np.column_stack([1 - given, given])
            calibration = self.plan.get("calibration")
            return calibrated(calibration, given) if calibration else given

    def class_index(self, outputs: "dict[str, np.ndarray]", scores: Optional[np.ndarray], rejected: np.ndarray) -> np.ndarray:
        """Per row the index of the class, -1 = no prediction.

        The threshold decides where the plan has one; else the highest score where it is calibrated; else the label output
        of the model, else the highest score.
        """
        rows = len(rejected)
        refused = rejected != 0
        if scores is not None:
            refused = refused | np.isnan(scores.sum(axis=1))
        threshold = self.plan.get("threshold")
        if threshold is not None and scores is not None:
            positive = self.classes.index(self.plan["positive"])
            found = np.where(scores[:, positive] >= threshold, positive, 1 - positive)
        elif self.label and not self.plan.get("calibration"):
            found = self._labels(outputs[self.label], rows)
        elif scores is not None:
            found = scores.argmax(axis=1)
        else:
            raise ValueError("The plan names no output with scores or labels.")
        found = np.where(refused, -1, found)
        if ((found < 0) & ~refused).any():
            raise ValueError(f'The output "{self.label}" gave a label that is not among the classes {self.classes[:6]}.')
        return found

    def abstained(self, scores: np.ndarray, found: np.ndarray) -> np.ndarray:
        """Whether answers are marked as unsure."""
        gate = self.plan["abstain"]
        own = np.take_along_axis(scores, np.maximum(found, 0)[:, None], axis=1)[:, 0]
        if gate["kind"] == "confidence":
            return (found >= 0) & (own < gate["least"])
        inside = self.in_set(scores)
        only_own = inside.sum(axis=1) == 1
        return (found >= 0) & ~(only_own & np.take_along_axis(inside, np.maximum(found, 0)[:, None], axis=1)[:, 0])

    def in_set(self, scores: np.ndarray) -> np.ndarray:
        """rows x classes: which may be the true one, by the conformal gate."""
        # Rounding must not drop the class whose score made the limit.
        return scores >= 1 - self.plan["abstain"]["quantile"] - 1e-12

    def _numbers(self, outputs: "dict[str, np.ndarray]", name: str, rows: int, width: int) -> np.ndarray:
        given = outputs[name]
        if given.size != rows * width or given.dtype.kind not in "biuf":
            shape = list(given.shape)
            raise ValueError(f'The output "{name}" gives {given.dtype} {shape}, not {width} numbers for each of {rows} rows.')
        return given.reshape(rows, width).astype(np.float64)

    def _labels(self, given: np.ndarray, rows: int) -> np.ndarray:
        if given.size != rows:
            raise ValueError(f'The output "{self.label}" gives more than one label a row.')
        if given.dtype.kind in "OUS":
            index = {text: i for i, text in enumerate(self.classes)}
            texts = _distinct(given.reshape(rows).astype(object))
            return np.array([*(index.get(text, -1) for text in texts.texts), -1], dtype=np.int64)[texts.codes]
        codes, distinct = pd.factorize(given.reshape(rows), use_na_sentinel=True)
        by_value = {value: i for i, value in enumerate(self._class_values(given.dtype.kind))}
        return np.array([*(by_value.get(one.item(), -1) for one in distinct), -1], dtype=np.int64)[codes]

    def _class_values(self, kind: str) -> "list[float]":
        """What stands for each class in a numeric label output: its position, or the number that its name is."""
        own = [_class_number(text) for text in self.classes]
        named = self.label_holds == "classes" if self.label_holds else any(value == value for value in own)
        return [
            float(text.lower() == "true")
            if kind == "b" and text.lower() in ("true", "false")
            # Whole numbers beyond 2^53 as they are: as doubles they would fall together.
            else int(text)
            if named and kind in "iu" and re.fullmatch(r"-?[0-9]+", text)
            else (own[i] if named else float(i))
            for i, text in enumerate(self.classes)
        ]


# ---------------------------------------------------------------------------------------------------------------- model

_MISSING_TEXT = "A value is missing, and the validated policy rejects such rows."


class Model:
    """A validated model with its plan. Safe to share between threads, as the runtime is."""

    # Elements of all inputs that are in memory as tensors at a time.
    BLOCK_ELEMENTS = 4_000_000
    BLOCK_ROWS = 65_536

    def __init__(self, folder: Union[str, "os.PathLike[str]"], threads: Optional[int] = None) -> None:
        """folder: holds model.onnx and preprocess.json. threads: inside one operator; None = the runtime's own choice."""
        with open(os.path.join(folder, "preprocess.json"), encoding="utf-8") as file:
            self.plan: "dict[str, Any]" = json.load(file)
        if self.plan.get("version") != 1:
            raise ValueError(f"{folder}: preprocess.json has the version {self.plan.get('version')}; this module reads version 1.")
        self._inputs = [_Input(one) for one in self.plan["inputs"]]
        self._reading = _Reading(self.plan)
        self.rules = self._cell_rules()
        options = onnxruntime.SessionOptions()
        # What fails is raised; it need not be printed besides.
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if threads:
            options.intra_op_num_threads = threads
        path = os.path.join(folder, "model.onnx")
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    @property
    def columns(self) -> "list[str]":
        """The columns to give, each once."""
        return list(self.rules)

    @property
    def output_columns(self) -> "dict[str, str]":
        """Columns of the answers and what they hold: text, number, boolean or texts."""
        reading, gate = self._reading, self.plan.get("abstain")
        scores = {f"score_{one}": "number" for one in reading.classes} if reading.has_scores else {}
        return {
            "prediction": "number" if reading.is_regression else "text",
            **scores,
            **({"abstained": "boolean"} if gate and scores else {}),
            **({"set": "texts"} if gate and scores and gate["kind"] == "conformal" else {}),
            "error": "text",
        }

    def predict(self, frame: pd.DataFrame, on_bad_cell: str = "raise", as_text: bool = False) -> pd.DataFrame:
        """The answers for the rows of a data frame, with its index.

        on_bad_cell: a cell of the wrong kind, or a number that the input cannot hold, is refused: "raise" raises
        DataMismatch as the server refuses the request; "reject" gives that row no prediction but says why in `error`.
        as_text: every cell is a text as in CSV (pandas.read_csv(dtype=str, keep_default_na=False)); numbers are parsed.

        Columns: prediction (text, or number for a regression; missing where the row was rejected), score_<class>,
        abstained and set where the validated plan has a gate, error (why there is no prediction).
        """
        if on_bad_cell not in ("raise", "reject"):
            raise ValueError('on_bad_cell is "raise" or "reject".')
        rows = len(frame)
        columns, errors = self._read(frame, on_bad_cell == "reject", as_text)
        reading = self._reading
        found = np.full(rows, -1, dtype=np.int64)
        values = np.full(rows, np.nan)
        scores = np.full((rows, len(reading.classes)), np.nan) if reading.has_scores else None
        reasons = np.zeros(rows, dtype=np.uint8)
        reasons[list(errors)] = REJECTED_UNFIT
        block = self._block_rows()
        for start in range(0, rows, block):
            part = slice(start, min(rows, start + block))
            cut = {name: self._cut(column, part) for name, column in columns.items()}
            self._score(cut, part, (found, values, scores, reasons, errors), on_bad_cell == "reject")
        return self._answers(frame.index, found, values, scores, reasons, errors)

    def records(self, frame: pd.DataFrame, on_bad_cell: str = "raise", as_text: bool = False) -> "list[dict[str, Any]]":
        """As predict, in the form of the server's POST /predict: prediction, scores, abstained, set, error."""
        answers = self.predict(frame, on_bad_cell, as_text)
        reading = self._reading
        listed = {name: _with_none(answers[name]) for name in answers.columns}
        names = [f"score_{one}" for one in reading.classes] if reading.has_scores else []
        given: "list[dict[str, Any]]" = []
        for row, (prediction, error) in enumerate(zip(listed["prediction"], listed["error"])):
            one: "dict[str, Any]" = {"prediction": prediction}
            if error is not None:
                given.append({**one, **({} if reading.is_regression else {"scores": None}), "error": error})
                continue
            if names:
                one["scores"] = {label: listed[name][row] for label, name in zip(reading.classes, names)}
            for extra in ("abstained", "set"):
                if extra in listed and prediction is not None:
                    one[extra] = listed[extra][row]
            given.append(one)
        return given

    def _cell_rules(self) -> "dict[str, CellRule]":
        rules: "dict[str, CellRule]" = {}
        for one in self._inputs:
            for feature in one.features:
                kind = feature.kind(one.type)
                # What a repair may change need not fit before it; an indicator asks nothing of the value.
                is_free = feature.repairs is not None or feature.indicator is not None
                types = [one.type] if kind == "number" and one.type != "string" and not is_free else []
                known = rules.get(feature.column)
                # A column that feeds numbers and truth values holds numbers.
                settled = kind if known is None or kind == "number" else known.kind
                rules[feature.column] = CellRule(feature.column, settled, (known.types if known else []) + types)
        return rules

    def _read(self, frame: pd.DataFrame, rejects: bool, as_text: bool) -> "tuple[dict[str, Column], dict[int, str]]":
        """Columns as the plan takes them, and why rows are refused, by position."""
        absent = [name for name in self.rules if name not in frame.columns]
        if absent:
            others = f" (nor {', '.join(absent[1:])})" if len(absent) > 1 else ""
            hint = "Name every column of the model; leave cells empty (None) where they are missing."
            raise DataMismatch(f'The data frame has no column "{absent[0]}"{others}.', hint, column=absent[0])
        columns: "dict[str, Column]" = {}
        found: "list[tuple[CellRule, _Bad]]" = []
        for name, rule in self.rules.items():
            series = frame[name]
            if isinstance(series, pd.DataFrame):
                raise DataMismatch(f'The data frame has several columns "{name}".', "Leave one of them.", column=name)
            columns[name], bad = read_column(series, rule, as_text)
            if bad is not None:
                found.append((rule, bad))
                # A harmless filler: these rows are refused already.
                if isinstance(columns[name], np.ndarray):
                    columns[name] = np.where(bad.mask, np.nan, columns[name])
        return columns, self._refused(found, rejects, as_text)

    @staticmethod
    def _refused(found: "list[tuple[CellRule, _Bad]]", rejects: bool, as_text: bool) -> "dict[int, str]":
        """Why rows are refused: as the server says it, which parses all cells of a CSV before it looks at their values."""
        errors: "dict[int, str]" = {}
        parts = [(rule, bad, bad.unread) for rule, bad in found] if as_text else []
        for rule, bad, mask in parts + [(rule, bad, bad.mask) for rule, bad in found]:
            for row in np.flatnonzero(mask):
                refusal = rule.mismatch(bad.cell(row), int(row))
                if not rejects:
                    refusal.args = (f"Row {row + 1}: {refusal.message} {refusal.hint}",)
                    raise refusal
                errors.setdefault(int(row), refusal.message)
        return errors

    @staticmethod
    def _cut(column: Column, part: slice) -> Column:
        return Texts(column.codes[part], column.texts) if isinstance(column, Texts) else column[part]

    def _block_rows(self) -> int:
        width = max(1, sum(len(one.features) for one in self._inputs))
        rows = max(1, min(self.BLOCK_ROWS, self.BLOCK_ELEMENTS // width))
        fixed = self.plan.get("fixedBatch")
        return fixed * max(1, rows // fixed) if fixed else rows

    def _score(self, columns: "dict[str, Column]", part: slice, into: "tuple[Any, ...]", rejects: bool) -> None:
        """Rows of a block into the arrays of all rows; where the model itself fails on a row, that row is found by halving."""
        found, values, scores, reasons, errors = into
        rows = part.stop - part.start
        rejected = _Rejected(rows)
        rejected.reasons[:] = reasons[part]
        tensors = {one.name: one.tensor(columns, rows, rejected) for one in self._inputs}
        try:
            outputs = self._run(tensors, rows)
        except Exception as failure:
            if not _is_of_runtime(failure):
                raise
            if not rejects:
                raise self._refusal(failure, tensors, part) from failure
            if rows == 1:
                reasons[part] = REJECTED_BY_MODEL
                errors[part.start] = f"The model failed on this row: {_why(failure)[:200]}"
                return
            middle = rows // 2
            for near, far in ((0, middle), (middle, rows)):
                cut = {name: self._cut(column, slice(near, far)) for name, column in columns.items()}
                self._score(cut, slice(part.start + near, part.start + far), into, rejects)
            return
        reading = self._reading
        reasons[part] = rejected.reasons
        if reading.is_regression:
            values[part] = np.where(rejected.reasons == 0, reading.values(outputs, rows), np.nan)
            return
        given = reading.probabilities(outputs, rows)
        found[part] = reading.class_index(outputs, given, rejected.reasons)
        if scores is not None:
            scores[part] = np.where(found[part][:, None] < 0, np.nan, given)

    def _refusal(self, failure: Exception, tensors: "dict[str, np.ndarray]", part: slice) -> DataMismatch:
        """As the server answers a request with a row that the model itself fails on. The first one is found by halving, at the
        cost of running the rows once more; where it fails on them together alone, no row is named."""
        start, stop = 0, part.stop - part.start
        fault: Optional[Exception] = failure
        while fault is not None and stop - start > 1:
            middle = (start + stop) // 2
            first = self._fault(tensors, slice(start, middle))
            start, stop = (start, middle) if first is not None else (middle, stop)
            fault = first if first is not None else self._fault(tensors, slice(start, stop))
        row = None if fault is None else part.start + start + 1
        what = "these rows together" if row is None else f"row {row}"
        hint = "Send values such as the model was validated with, or leave the row out."
        return DataMismatch(f"The model fails on {what}: {_why(fault or failure)}", hint, row=row)

    def _fault(self, tensors: "dict[str, np.ndarray]", part: slice) -> Optional[Exception]:
        try:
            self._run({name: tensor[part] for name, tensor in tensors.items()}, part.stop - part.start)
            return None
        except Exception as failure:
            if not _is_of_runtime(failure):
                raise
            return failure

    def _run(self, tensors: "dict[str, np.ndarray]", rows: int) -> "dict[str, np.ndarray]":
        names = self._reading.outputs
        fixed = self.plan.get("fixedBatch")
        if not fixed or rows == fixed:
            return dict(zip(names, self._session.run(names, tensors)))
        # A model with a fixed batch is fed exactly so many rows at a time, the last portion filled with its last row.
        parts = []
        for start in range(0, rows, fixed):
            stop = min(rows, start + fixed)
            index = np.minimum(np.arange(start, start + fixed), stop - 1)
            outputs = self._session.run(names, {name: tensor[index] for name, tensor in tensors.items()})
            parts.append([output[: stop - start] for output in outputs])
        return {name: np.concatenate([part[i] for part in parts]) for i, name in enumerate(names)}

    def _answers(
        self,
        index: pd.Index,
        found: np.ndarray,
        values: np.ndarray,
        scores: Optional[np.ndarray],
        reasons: np.ndarray,
        errors: "dict[int, str]",
    ) -> pd.DataFrame:
        reading = self._reading
        answers: "dict[str, Any]" = {}
        if reading.is_regression:
            answers["prediction"] = np.where(np.isfinite(values), values, np.nan)
        else:
            answers["prediction"] = np.array([*reading.classes, None], dtype=object)[found]
        if scores is not None:
            for k, label in enumerate(reading.classes):
                answers[f"score_{label}"] = np.where(np.isfinite(scores[:, k]), scores[:, k], np.nan)
            if self.plan.get("abstain"):
                marks = reading.abstained(scores, found)
                answers["abstained"] = np.where(found >= 0, marks.astype(object), None)
                if self.plan["abstain"]["kind"] == "conformal":
                    answers["set"] = self._sets(scores, found)
        answers["error"] = self._error_texts(reasons, errors)
        return pd.DataFrame(
            {name: pd.Series(one, index=index, dtype=one.dtype) for name, one in answers.items()},
            index=index,
            columns=list(answers),
        )

    def _sets(self, scores: np.ndarray, found: np.ndarray) -> np.ndarray:
        inside = self._reading.in_set(scores)
        sets = np.empty(len(found), dtype=object)
        for row in np.flatnonzero(found >= 0):
            sets[row] = [label for label, is_in in zip(self._reading.classes, inside[row]) if is_in]
        return sets

    def _error_texts(self, reasons: np.ndarray, errors: "dict[int, str]") -> np.ndarray:
        """Texts as the server gives them."""
        open_cells = ", ".join(
            f'"{feature.column}"'
            for one in self._inputs
            for feature in one.features
            if feature.cast == "text-to-number" or feature.repairs is not None
        )
        unfit = f"The value in {open_cells} is not a number that the model can take; such rows got no prediction in the validation either."
        texts = np.array([None, _MISSING_TEXT, unfit, None], dtype=object)[reasons]
        for row, text in errors.items():
            texts[row] = text
        return texts


def load(folder: Union[str, "os.PathLike[str]"], threads: Optional[int] = None) -> Model:
    """The model of a bundle; `folder` is its folder model/."""
    return Model(folder, threads)


@functools.lru_cache(maxsize=4)
def loaded(folder: str, threads: Optional[int] = None) -> Model:
    """As load, but once in a process: for workers that are called again and again."""
    return Model(folder, threads)


def _is_of_runtime(failure: Exception) -> bool:
    return type(failure).__module__.startswith("onnxruntime")


def _why(failure: Exception) -> str:
    """What the runtime says, without its code and the node that it was in."""
    told = re.sub(r"(?s)^\[ONNXRuntimeError\] : (?:.*Status Message: |\d+ : \w+ : )", "", str(failure).strip())
    return told.strip().rstrip(".") + "."


def _with_none(series: pd.Series) -> "list[Any]":
    """Plain Python values, None where there is none."""
    if series.dtype.kind != "f":
        return series.tolist()
    return [None if value != value else value for value in series.tolist()]


# --------------------------------------------------------------------------------------------------------------- MLflow


class _Pyfunc:
    """What MLflow calls. JSON knows no NaN: a number that is not there is None."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def predict(self, model_input: Union[pd.DataFrame, "Iterable[dict[str, Any]]"]) -> pd.DataFrame:
        frame = model_input if isinstance(model_input, pd.DataFrame) else pd.DataFrame(model_input)
        answers = self.model.predict(frame)
        for name in answers.columns:
            if answers[name].dtype.kind == "f" and answers[name].isna().any():
                answers[name] = pd.Series(_with_none(answers[name]), index=answers.index, dtype=object)
        return answers


def _load_pyfunc(path: str) -> _Pyfunc:
    """The loader that MLmodel names. path: the folder of the model's files."""
    return _Pyfunc(Model(path))
