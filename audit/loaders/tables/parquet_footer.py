"""What the footer of a Parquet file says of its columns, read without Arrow.

Asked for one column's metadata, pyarrow 26.0 ends the process where a histogram in it has the wrong length: its C++ throws
through a function that may not. So the few numbers that are wanted are read here, from Thrift's compact protocol.

References
----------
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import Any, NamedTuple

#: A longer footer is not looked at: that of a thousand columns in a hundred row groups is shorter.
LONGEST = 8 * 2**20

_DEEPEST = 32
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)


class Chunk(NamedTuple):
    """One column in one row group: its values, and the bytes of their pages."""

    values: int
    size: int


def chunks(file: Any) -> list[list[Chunk]] | None:
    """The columns of each row group; None where the footer is damaged, too long or not said in the usual way.

    Parameters
    ----------
    file : binary file
    """
    try:
        end = file.seek(0, 2)
        file.seek(end - 8)
        length = int.from_bytes(file.read(4), "little")
        if not 0 < length <= min(LONGEST, end - 8):
            return None
        file.seek(end - 8 - length)
        footer, _ = _Reader(file.read(length)).struct(0, 0)
        return [
            [Chunk(int(each[3][5]), int(each[3][6])) for each in group[1]]
            for group in footer[4]  # FileMetaData.row_groups, RowGroup.columns, ColumnChunk.meta_data
        ]
    except (KeyError, IndexError, TypeError, ValueError, OSError):
        return None


class _Reader:
    """Values of the compact protocol at places of a buffer; each comes with the place after it."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def struct(self, at: int, depth: int) -> tuple[dict[int, Any], int]:
        """Fields by their number."""
        if depth > _DEEPEST:
            raise ValueError("nested too deep")
        fields: dict[int, Any] = {}
        number = 0
        while True:
            head = self.data[at]
            at += 1
            if head == 0:
                return fields, at
            if head >> 4:
                number += head >> 4
            else:
                number, at = self._signed(at)
            kind = head & 15
            if kind in (_TRUE, _FALSE):
                fields[number] = kind == _TRUE
            else:
                fields[number], at = self._value(kind, at, depth)

    def _value(self, kind: int, at: int, depth: int) -> tuple[Any, int]:
        if kind in (_I16, _I32, _I64):
            return self._signed(at)
        if kind == _STRUCT:
            return self.struct(at, depth + 1)
        if kind == _BINARY:
            length, at = self._unsigned(at)
            return self._skipped(at, length)
        if kind in (_LIST, _SET):
            return self._list(at, depth)
        if kind in (_TRUE, _FALSE, _BYTE):
            return self._skipped(at, 1)
        if kind == _DOUBLE:
            return self._skipped(at, 8)
        if kind == _MAP:
            return self._map(at, depth)
        raise ValueError(f"there is no type {kind}")

    def _skipped(self, at: int, length: int) -> tuple[None, int]:
        if at + length > len(self.data):
            raise IndexError(at)
        return None, at + length

    def _list(self, at: int, depth: int) -> tuple[list[Any], int]:
        if depth > _DEEPEST:
            raise ValueError("nested too deep")
        head = self.data[at]
        at += 1
        size = head >> 4
        if size == 15:
            size, at = self._unsigned(at)
        values = []
        for _ in range(size):
            value, at = self._value(head & 15, at, depth + 1)
            values.append(value)
        return values, at

    def _map(self, at: int, depth: int) -> tuple[None, int]:
        if depth > _DEEPEST:
            raise ValueError("nested too deep")
        size, at = self._unsigned(at)
        kinds = self.data[at] if size else 0
        at += bool(size)
        for _ in range(size):
            for kind in (kinds >> 4, kinds & 15):
                _, at = self._value(kind, at, depth + 1)
        return None, at

    def _unsigned(self, at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            byte = self.data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value, at
            shift += 7
            if shift > 63:
                raise ValueError("a number of more than 64 bits")

    def _signed(self, at: int) -> tuple[int, int]:
        value, at = self._unsigned(at)
        return (value >> 1) ^ -(value & 1), at
