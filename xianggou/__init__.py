"""乡购: how a township buys public services, from the duty that asks for them to the payment that ends them.

The package is a house of rooms (see `docs/`): `core` decides without a framework, `base` is what every room
stands on, `stages` is the life of one purchase in walking order, `web` is the front door.
"""

from pathlib import Path

__version__ = "0.1.0"


def shipped(name: str) -> Path:
    """The folder of data that ships with the software: `law`, `packs` or `locale`.

    In a checkout it lies beside the package, where people read and edit it; in a wheel it lies inside.
    """
    package = Path(__file__).resolve().parent
    inside = package / "shipped_data" / name
    return inside if inside.is_dir() else package.parent / name
