"""A phone films over TLS, in a real browser with a camera that plays a rendered lift; a second browser watches."""

import re
import ssl
from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.chromium import NoChromiumError, chromium
from tests.browser.conftest import CHECKOUT
from tests.browser.dashboard import LIMIT_MS
from tests.browser.fake_camera import camera_flags
from tests.browser.faults import Faults
from tests.browser.looks import SIZES
from tests.infra.served import Server, running

SAMPLE = CHECKOUT / "infra" / "sample" / "squat.mp4"


CAN_ENCODE = """() => VideoEncoder.isConfigSupported({
  codec: "avc1.42e028", width: 1280, height: 720, latencyMode: "realtime", avc: { format: "annexb" },
}).then(({ supported }) => supported)"""


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that speaks https, which whoever trusts its certificate believes."""
    data = tmp_path_factory.mktemp("secure") / "data"
    with running(["serve", "--tls", "--host", "127.0.0.1", "--data", str(data), "--port", "0"]) as server:
        server.context = ssl.create_default_context(cafile=data / "tls" / "certificate.pem")
        yield server


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a camera; a test in it has no other browser."""
    try:
        with chromium(*camera_flags(SAMPLE, tmp_path_factory.mktemp("camera"))) as running:
            yield running
    except NoChromiumError as error:
        pytest.skip(str(error))


def page_of(phone: Browser, *permissions: str, **size: object) -> Page:
    context = phone.new_context(ignore_https_errors=True, permissions=list(permissions), **size)  # type: ignore[arg-type] # viewport, as Playwright names it
    return context.new_page()


def test_a_phone_films_and_another_browser_counts_its_reps_and_sees_its_cue(secure: Server, phone: Browser) -> None:
    page = page_of(phone, "camera", viewport=SIZES["phone"], is_mobile=True, has_touch=True)
    watching = page_of(phone)
    faults = [Faults(page), Faults(watching)]
    page.goto(f"{secure.address}/#/camera")
    page.get_by_label("Lift").select_option("squat")
    page.get_by_label("Height, cm").fill("172")
    page.get_by_role("button", name="Start").tap()
    expect(page.locator("[data-stage=filming]")).to_be_visible()
    expect(page.locator(".detail")).to_contain_text("p H.264, " if page.evaluate(CAN_ENCODE) else "p JPEG, ")
    watching.goto(secure.address)
    watching.get_by_role("link", name="Phone").click()
    watching.locator(".live .screen canvas").wait_for()
    expect(watching.locator(".cue p")).to_have_text("Go deeper", timeout=LIMIT_MS)
    expect(watching.locator(".count dd")).to_have_text(re.compile(r"^([2-9]|\d\d+)$"), timeout=LIMIT_MS)
    page.get_by_role("button", name="End the session").tap()
    expect(page.get_by_text("The session is over, and everything is kept.")).to_be_visible(timeout=LIMIT_MS)
    watching.get_by_role("heading", name="Phone").wait_for()
    session = watching.url.rsplit("/", 1)[1]
    done = secure.until(session, "done")
    assert done["reps"] >= 2
    assert (done["delivery"], done["height_m"]) == ("live", 1.72)
    page.context.close()
    watching.context.close()
    assert [fault for one in faults for fault in one.found] == []


def test_a_second_phone_is_a_view_that_each_page_leads_to(secure: Server, phone: Browser) -> None:
    page, other, watching = page_of(phone, "camera"), page_of(phone, "camera"), page_of(phone)
    faults = [Faults(page), Faults(other), Faults(watching)]
    page.goto(f"{secure.address}/#/camera")
    start(page)
    first = secure.ask("GET", "/sessions")["sessions"][0]["session"]
    watching.goto(f"{secure.address}/#/sessions/{first}")
    other.goto(f"{secure.address}/#/sessions/{first}")
    other.get_by_role("button", name="Add a camera").click()
    expect(other.locator(".address")).to_contain_text("camera=side")
    other.get_by_role("button", name="Front").click()
    expect(other.locator(".address")).to_contain_text(f"#/camera?session={first}&camera=front")
    other.get_by_role("link", name="Use this device").click()
    start(other)
    watching.get_by_role("link", name="Second camera: front").wait_for()
    for filming in (page, other):
        filming.get_by_role("button", name="End the session").click()
        expect(filming.locator("[data-stage=over]")).to_be_visible(timeout=LIMIT_MS)
    secure.until(first, "done")
    watching.reload()
    watching.get_by_role("link", name="Second camera: front").click()
    expect(watching.get_by_role("heading", name="Phone, front")).to_be_visible()
    expect(watching.get_by_role("link", name="First camera")).to_have_attribute("href", f"#/sessions/{first}")
    for opened in (page, other, watching):
        opened.context.close()
    assert [fault for one in faults for fault in one.found] == []


def test_a_connection_that_breaks_at_the_end_doesnt_keep_the_end_from_the_gateway(
    secure: Server, phone: Browser
) -> None:
    page = page_of(phone, "camera")
    cut = list[str]()

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            if not cut and msgspec.msgpack.decode(message)["type"] == "stop":
                cut.append("stop")
                socket.close()
            else:
                server.send(message)

        socket.on_message(pass_on)

    page.route_web_socket("**/camera", connect)
    page.goto(f"{secure.address}/#/camera")
    start(page)
    page.get_by_role("button", name="End the session").click()
    expect(page.get_by_text("The session is over, and everything is kept.")).to_be_visible(timeout=LIMIT_MS)
    assert cut == ["stop"]
    page.context.close()


def start(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-stage=filming]")).to_be_visible()


def test_a_camera_that_is_refused_is_told_in_a_sentence(secure: Server, phone: Browser) -> None:
    page = page_of(phone)
    page.goto(f"{secure.address}/#/camera")
    expect(page.get_by_role("alert")).to_contain_text("The camera was refused. Allow it for this page")
    page.context.close()


def test_without_a_video_encoder_pictures_go_and_go_on_after_the_page_was_thrown_away(
    secure: Server, phone: Browser
) -> None:
    page = page_of(phone, "camera")
    page.add_init_script("delete globalThis.VideoEncoder")
    page.goto(f"{secure.address}/#/camera")
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".way")).to_contain_text(re.compile("frames/s"))
    page.reload()
    expect(page.locator(".way")).to_contain_text(re.compile("frames/s"))
    expect(page.locator(".detail")).to_contain_text("p JPEG, ")
    assert len([one for one in secure.ask("GET", "/sessions")["sessions"] if one["state"] == "running"]) == 1
    page.get_by_role("button", name="End the session").click()
    expect(page.locator("[data-stage=over]")).to_be_visible(timeout=LIMIT_MS)
    page.context.close()
