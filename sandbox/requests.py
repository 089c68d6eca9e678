"""Reads what comes over HTTP: parameters in query string, form, multipart or JSON, and uploads."""

from typing import cast

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from sandbox.errors import ApiError, bad_request
from sandbox.media import LARGEST_FILE, Upload
from sandbox.model import Json

LARGEST_BODY = LARGEST_FILE + 1024 * 1024


async def read_parameters(request: Request) -> tuple[Json, dict[str, Upload]]:
    """Return the parameters and the uploads by part name; the body wins over the query string.

    A file under a parameter's own name is what `attach://` of that name means.
    """
    if int(request.headers.get("content-length", "0")) > LARGEST_BODY:
        raise ApiError(413, "Request Entity Too Large")
    query: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return {**query, **await read_json(request)}, {}
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return query, {}
    form = await read_form(request)
    fields, uploads = await split_form(form)
    await form.close()
    attached = {name: f"attach://{name}" for name in uploads}
    return {**query, **attached, **fields}, uploads


async def read_json(request: Request) -> Json:
    """Return a JSON object, {} for an empty body."""
    raw = await request.body()
    try:
        body = await request.json() if raw.strip() else {}
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected")
    return cast("Json", {name: value for name, value in body.items() if value is not None})


async def read_form(request: Request) -> FormData:
    """Return a form; Starlette's refusal of a broken one becomes Telegram's."""
    try:
        return await request.form(max_part_size=LARGEST_FILE)
    except HTTPException as error:
        raise bad_request(f"can't parse multipart form: {error.detail}") from None


async def split_form(form: FormData) -> tuple[Json, dict[str, Upload]]:
    """Return plain fields and files."""
    fields: Json = {}
    uploads: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            key = name if name not in uploads else f"{name} {len(uploads)}"
            uploads[key] = Upload(value.filename or name, value.content_type or "", await value.read())
        else:
            fields[name] = value
    return fields, uploads
