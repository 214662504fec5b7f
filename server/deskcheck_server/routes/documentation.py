"""The page that shows the OpenAPI document; all that it loads comes from this server."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import FileResponse, HTMLResponse

# Only these files are used of the package: it ships Swagger UI as its authors built it.
ASSETS = Path(str(files("fastapi_offline"))) / "static"
SCRIPT, STYLE = "swagger-ui-bundle.js", "swagger-ui.css"
A_DAY = {"cache-control": "max-age=86400"}
NOTHING_ELSE = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; "
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
}


class DocumentationRoutes:
    """The page `/docs` with its script and its style."""

    def __init__(self, title: str) -> None:
        self._title = title

    def router(self) -> APIRouter:
        """The routes, for an application to include."""
        router = APIRouter(include_in_schema=False)
        for path, answer in (
            ("/docs", self.page),
            (f"/docs/{SCRIPT}", self.script),
            (f"/docs/{STYLE}", self.style),
        ):
            router.add_api_route(path, answer, methods=["GET", "HEAD"])
        return router

    async def page(self) -> HTMLResponse:
        """All routes, with their fields and examples, to try out."""
        # Relative addresses also work behind a proxy that puts a prefix before every path.
        page = get_swagger_ui_html(
            title=self._title,
            openapi_url="openapi.json",
            swagger_js_url=f"docs/{SCRIPT}",
            swagger_css_url=f"docs/{STYLE}",
            swagger_favicon_url="data:,",
            swagger_ui_parameters={
                "defaultModelsExpandDepth": 0,
                "defaultModelExpandDepth": 3,
                "displayRequestDuration": True,
                "tryItOutEnabled": True,
                "validatorUrl": None,
            },
        )
        page.headers.update(NOTHING_ELSE)
        return page

    async def script(self) -> FileResponse:
        """Swagger UI."""
        return FileResponse(ASSETS / SCRIPT, 200, A_DAY, "text/javascript")

    async def style(self) -> FileResponse:
        """What it looks like."""
        return FileResponse(ASSETS / STYLE, 200, A_DAY, "text/css")
