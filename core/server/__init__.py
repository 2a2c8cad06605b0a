"""How requests reach the application: gunicorn, uvicorn, ASGI and WSGI."""
