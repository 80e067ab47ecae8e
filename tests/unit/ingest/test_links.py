"""Links: what became of an official address, asked over a transport that never leaves here."""

import httpx
import pytest

from ingest.links import LinkReport, LinkState, check_links

PAGE = "https://dichvucong.gov.vn/p/home"
NEW = "https://dichvucong.gov.vn/moi"


class Portal:
    """Answers each method with a status code, and remembers what was asked."""

    def __init__(self, head: int, get: int = 200) -> None:
        self.codes = {"HEAD": head, "GET": get}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, str(request.url)))
        code = self.codes[request.method]
        return httpx.Response(code, headers={"location": NEW} if 300 <= code < 400 else {})

    async def check(self) -> LinkReport:
        (report,) = await check_links([PAGE], httpx.MockTransport(self))
        return report


@pytest.mark.parametrize(
    ("head", "state", "detail"),
    [
        (200, LinkState.FINE, "200"),
        (204, LinkState.FINE, "204"),
        (301, LinkState.MOVED, NEW),
        (302, LinkState.MOVED, NEW),
        (308, LinkState.MOVED, NEW),
        (404, LinkState.DEAD, "404"),
        (410, LinkState.DEAD, "410"),
    ],
)
async def test_one_head_tells_what_became_of_a_page(
    head: int, state: LinkState, detail: str
) -> None:
    portal = Portal(head, get=500)

    report = await portal.check()

    assert report == LinkReport(url=PAGE, state=state, detail=detail)
    # A redirect is told, never followed.
    assert portal.asked == [("HEAD", PAGE)]


@pytest.mark.parametrize("refused", [403, 405, 501])
@pytest.mark.parametrize(
    ("get", "state"),
    [(200, LinkState.FINE), (301, LinkState.MOVED), (403, LinkState.DEAD), (404, LinkState.DEAD)],
)
async def test_a_portal_that_refuses_head_is_asked_with_get(
    get: int, state: LinkState, refused: int
) -> None:
    portal = Portal(refused, get)

    report = await portal.check()

    assert report.state is state
    assert portal.asked == [("HEAD", PAGE), ("GET", PAGE)]


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_host_that_cannot_be_reached_says_nothing_about_the_page(
    error: type[httpx.TransportError],
) -> None:
    def unreachable(request: httpx.Request) -> httpx.Response:
        raise error("không tới được", request=request)

    reports = await check_links([PAGE], httpx.MockTransport(unreachable))

    assert reports == [LinkReport(url=PAGE, state=LinkState.UNREACHED, detail=error.__name__)]


async def test_a_host_that_is_reached_only_with_head_is_unreached_for_the_page() -> None:
    def drops_get(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            raise httpx.ReadError("đứt", request=request)
        return httpx.Response(405)

    (report,) = await check_links([PAGE], httpx.MockTransport(drops_get))

    assert report.state is LinkState.UNREACHED


async def test_many_addresses_are_reported_in_their_order_each_for_itself() -> None:
    def by_number(request: httpx.Request) -> httpx.Response:
        number = int(request.url.path.removeprefix("/"))
        if number % 3 == 2:
            raise httpx.ConnectError("không tới được", request=request)
        return httpx.Response(404 if number % 3 else 200)

    urls = [f"https://vidu.gov.vn/{number}" for number in range(30)]
    reports = await check_links(urls, httpx.MockTransport(by_number))

    assert [report.url for report in reports] == urls
    assert [report.state for report in reports] == [
        LinkState.FINE,
        LinkState.DEAD,
        LinkState.UNREACHED,
    ] * 10


async def test_no_addresses_need_no_network() -> None:
    assert await check_links([], httpx.MockTransport(Portal(500))) == []
