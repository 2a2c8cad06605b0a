"""Texts in forms: what nobody touched is saved as it was, and the services check the rest.

A browser sends every newline as CRLF, an address in a spelling of its own, and all fields of a
form, whether somebody typed in them or not. So each text goes along as it was shown (as Django's
hidden initial value), and only one that differs from that is changed.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import ValidationError

from core.common.email_addresses import canonical_email
from core.common.errors import InvalidInput
from core.common.text import one_kind_of_newline

MEANWHILE = "Somebody else has changed this while the page was open. Open it again."


class TextField(forms.CharField):
    """A text as a browser sends it; the form cleans it. No limit counts the CR of its newlines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether something else was typed, newlines apart."""
        return bool(self.as_sent(initial or "") != self.as_sent(data or ""))

    def as_sent(self, text: str) -> str:
        """Return the text as a browser sends it back."""
        return one_kind_of_newline(text)


class LineField(TextField):
    """A text of one line: browsers leave its newlines out."""

    def as_sent(self, text: str) -> str:
        return text.replace("\r", "").replace("\n", "")


class AddressField(forms.EmailField):
    """An e-mail address: browsers may send the domain in ASCII."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether it is another address, or differs in case before the "@"."""
        try:
            return canonical_email(initial or "") != canonical_email((data or "").strip())
        except ValueError:
            return super().has_changed(initial, data)


class CleanedByServices(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A form whose `cleaned_by` checks a field that was changed; others keep what is stored."""

    cleaned_by: ClassVar[Mapping[str, Callable[[Any, str], str]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.cleaned_by.keys() & self.fields.keys():
            # What a program sends need not have it.
            shown = self[name].html_initial_name in self.data
            self.fields[name].show_hidden_initial = shown or not self.is_bound

    def clean(self) -> dict[str, Any]:
        """Clean the texts that were changed, each with the error of its service."""
        super().clean()
        for name in self.cleaned_by.keys() & self.cleaned_data.keys():
            try:
                self.cleaned_data[name] = self._cleaned(name, self.cleaned_data[name])
            except ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data

    def _cleaned(self, name: str, value: str) -> str:
        if self.instance.pk is None:
            return self._checked(name, value)
        stored: str = self.initial[name]
        if name not in self.changed_data:
            return stored
        field = self.fields[name]
        if field.show_hidden_initial and field.has_changed(
            stored, self.data[self[name].html_initial_name]
        ):
            raise ValidationError(MEANWHILE)
        return self._checked(name, value)

    def _checked(self, name: str, value: str) -> str:
        """Return the cleaned value. Raises ValidationError with the message of the service."""
        try:
            return self.cleaned_by[name](self.instance, value)
        except InvalidInput as refusal:
            raise ValidationError(refusal.message) from refusal
