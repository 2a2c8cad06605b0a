"""What production needs to start, on the stores of the tests and without TLS in front."""

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "core.settings.production",
    "SECRET_KEY": "k3y-of-sixty-characters-that-nobody-would-ever-guess-1234567",
    "ALLOWED_HOSTS": "127.0.0.1",
    "DEBUG": "false",
}
