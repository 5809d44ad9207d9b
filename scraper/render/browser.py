"""One running Chromium that reaches nothing by itself."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scraper.errors import UsageError
from scraper.render.finding import environment, find_browser, is_root
from scraper.render.limits import Limits
from scraper.render.watchdog import Watchdog

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

FLAGS = (
    # Whatever is not answered by us leads nowhere: no name resolves, and the only proxy is a dead port.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--dns-prefetch-disable",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--deny-permission-prompts",
    "--js-flags=--max-old-space-size=512",
)

_WITHOUT = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "SharedWorker", "EventSource",
                    "Notification", "PaymentRequest"]) {
  try { delete globalThis[name]; } catch {}
}
try { Object.defineProperty(navigator, "sendBeacon", { value: () => true }); } catch {}
"""


class Chromium:
    """A browser from start to `close`, with a new empty profile.

    Raises:
        UsageError: it cannot be started.
    """

    def __init__(self, limits: Limits, user_agent: str) -> None:
        path = find_browser()
        from playwright.sync_api import Error, sync_playwright

        self._user_agent = user_agent
        try:
            self._driver = sync_playwright().start()
        except Error as error:
            raise UsageError(f"--render: playwright cannot be started here: {_first_line(error)}") from None
        try:
            self._browser: Browser = self._driver.chromium.launch(
                executable_path=path,
                headless=True,
                args=list(FLAGS),
                env=environment(),
                # Root has no sandbox to offer; for everybody else a browser without one is none.
                chromium_sandbox=not is_root(),
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=30_000,
            )
            self.watchdog = Watchdog(_pid_of(self._browser), limits)
        except Error as error:
            self._driver.stop()
            hint = "" if is_root() else " (it needs user namespaces for its sandbox, or its setuid helper)"
            raise UsageError(f"--render: {path} cannot be started{hint}: {_first_line(error)}") from None

    def alive(self) -> bool:
        """Whether it is still running."""
        return not self.watchdog.reason and self._browser.is_connected()

    def context(self) -> BrowserContext:
        """A place for one page that knows nothing of any page before it."""
        context = self._browser.new_context(
            user_agent=self._user_agent,
            # Dates written "as is usual here" come out as 2026-11-22, which cannot be misread.
            locale="en-CA",
            timezone_id="UTC",
            viewport={"width": 1280, "height": 1600},
            reduced_motion="reduce",
            service_workers="block",
            accept_downloads=False,
            permissions=[],
        )
        context.add_init_script(_WITHOUT)
        context.route_web_socket("**/*", lambda socket: socket.close())
        return context

    def close(self) -> None:
        """End it, whatever state it is in."""
        from playwright.sync_api import Error

        with self.watchdog.waiting(), suppress(Error):
            self._browser.close()
        self.watchdog.close()
        with suppress(Error):
            self._driver.stop()


def _pid_of(browser: Browser) -> int:
    told: Any = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    return next(int(process["id"]) for process in told["processInfo"] if process["type"] == "browser")


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
