"""What a browser needs to sign in to the admin with a passkey alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.accounts.factors.sign_in import begin_passkey_login
from core.accounts.factors.site import site_of
from core.common.errors import RateLimited
from core.server.client_address import client_address


@require_POST
@never_cache
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Return the options for `navigator.credentials.get`; 429 with `error` after too many."""
    site = site_of(request.get_host(), is_secure=request.is_secure())
    try:
        options = begin_passkey_login(site=site, address=client_address(request.META))
    except RateLimited as error:
        return JsonResponse({"error": error.message}, status=429)
    return HttpResponse(options, content_type="application/json")
