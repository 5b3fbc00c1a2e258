"""How much a file may cost before it is refused. One table, scaled by what an honest file needs."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file in the child process."""

    file_bytes: int = 32 * MB
    parts: int = 2000
    part_bytes: int = 64 * MB
    all_bytes: int = 128 * MB
    cells: int = 5_000_000
    memory_bytes: int = 600 * MB
    cpu_seconds: int = 20
    wall_seconds: int = 60

    @classmethod
    def for_size(cls, size: int) -> Limits:
        """The usual bounds; a file of some megabytes (100,000 rows) gets more room to be unpacked and read."""
        if size <= 2 * MB:
            return cls()
        return cls(
            part_bytes=256 * MB, all_bytes=384 * MB, memory_bytes=1200 * MB, cpu_seconds=90, wall_seconds=180
        )
