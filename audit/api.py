"""The public face of the log for witnesses: checkpoints and tiles of hashes, nothing about cases."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from audit import checkpoints, ledger, witnesses
from audit.merkle import WIDTH, Bad, tile_path, tile_width

TILE = re.compile(r"([0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
FOREVER = "public, max-age=31536000, immutable"


@never_cache
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint with its cosignatures; 404 before anything is signed."""
    newest = checkpoints.newest()
    if newest is None:
        raise Http404
    return HttpResponse(witnesses.cosigned_note(newest), content_type="text/plain; charset=utf-8")


@require_GET
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """Hashes of one tile as in c2sp.org/tlog-tiles; 404 beyond what is signed."""
    found, newest = TILE.fullmatch(path), checkpoints.newest()
    if found is None or newest is None:
        raise Http404
    level, width = int(found[1]), int(found[3] or WIDTH)
    number = int(found[2].replace("x", "").replace("/", ""))
    if f"tile/{path}" != tile_path(level, number, width) or not (
        width <= tile_width(newest.size, level, number)
    ):
        raise Http404
    answer = HttpResponse(
        ledger.read(level, number, width), content_type="application/octet-stream"
    )
    answer["Cache-Control"] = FOREVER
    return answer


@csrf_exempt
@never_cache
@require_POST
def cosign(request: HttpRequest) -> HttpResponse:
    """Take a witness's cosignature; 400 for anything else, 409 when it contradicts this log."""
    raw = request.read(witnesses.LONGEST + 1)
    if len(raw) > witnesses.LONGEST:
        return HttpResponse(status=413)
    try:
        witnesses.receive(raw, timezone.now())
    except Bad as error:
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain")
    except witnesses.Diverged:
        return HttpResponse("another tree\n", status=409, content_type="text/plain")
    return HttpResponse(status=204)
