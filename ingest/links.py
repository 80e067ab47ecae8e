"""Links: which official addresses still answer, when the network is there."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum

import httpx

from bot.domain.values import Value

_SECONDS = 10.0
_AT_ONCE = 8
# Portals that refuse a bare HEAD answer a GET.
_TRY_GET = {403, 405, 501}


class LinkState(StrEnum):
    """What became of an address."""

    FINE = "fine"
    MOVED = "moved"
    DEAD = "dead"
    UNREACHED = "unreached"


class LinkReport(Value):
    """One address and what answered: a status code, where it leads now, or the error."""

    url: str
    state: LinkState
    detail: str


async def check_links(
    urls: Sequence[str], transport: httpx.AsyncBaseTransport | None = None
) -> list[LinkReport]:
    """The state of each address, in their order. A host that can't be reached at all says
    nothing about the page: it is `unreached`, not `dead`; nor does one that is broken now."""
    limit = asyncio.Semaphore(_AT_ONCE)
    async with httpx.AsyncClient(
        transport=transport, timeout=_SECONDS, follow_redirects=False
    ) as client:

        async def check(url: str) -> LinkReport:
            async with limit:
                return await _check(client, url)

        return list(await asyncio.gather(*(check(url) for url in urls)))


async def _check(client: httpx.AsyncClient, url: str) -> LinkReport:
    try:
        response = await client.head(url)
        if response.status_code in _TRY_GET:
            response = await client.get(url)
    except (httpx.InvalidURL, ValueError) as error:
        return LinkReport(url=url, state=LinkState.DEAD, detail=type(error).__name__)
    except httpx.HTTPError as error:
        return LinkReport(url=url, state=LinkState.UNREACHED, detail=type(error).__name__)
    if response.is_redirect:
        to = response.headers.get("location", "")
        return LinkReport(url=url, state=LinkState.MOVED, detail=to)
    if response.is_server_error:
        return LinkReport(url=url, state=LinkState.UNREACHED, detail=str(response.status_code))
    state = LinkState.DEAD if response.is_client_error else LinkState.FINE
    return LinkReport(url=url, state=state, detail=str(response.status_code))
