"""Mails on a developer's machine: on the terminal, and at /dev/mail/."""
