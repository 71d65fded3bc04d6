"""Says what completing a pip option would take: files beside the manifest, an index's digests.

Contract: pure. Digests are wanted only where a requirement in front of the cursor pins a version of
a project that an index may be asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import option_offer, targets
from pypi_language_server.features.offers import Wanted
from pypi_language_server.manifests.cursor import AtOption, AtUrl
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from pypi_language_server.features.model import Snapshot


def wanted(snapshot: Snapshot, place: AtOption | AtUrl, offset: int) -> Wanted:
    """Return what completion at an option, or at the path of `-e`, is about."""
    if isinstance(place, AtUrl):
        option = option_offer.path_option(snapshot.manifest, place, snapshot.text, offset)
        if option is None:
            return Wanted(place, offset, entry=place.entry)
        return Wanted(option, offset, file_option=True)
    version = option_offer.pinned_for_hashes(place)
    entry = place.entry
    if version is None or entry is None or entry.name is None:
        return Wanted(place, offset, file_option=option_offer.names_file(place))
    name = normalize(entry.name.value)
    if not targets.may_ask(snapshot.manifest, name):
        return Wanted(place, offset)
    return Wanted(place, offset, name, entry, version=version)
