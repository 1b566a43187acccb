"""The state field: the only module (with `steps`) that imports django_fsm.

django-fsm-2 4.2.4 lifts the protection of a state field *class-wide* while one instance refreshes; two threads, or a
refresh of a deleted row, then leave the state open to assignment. The flag here is per instance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django_fsm import (
    ConcurrentTransition,
    ConcurrentTransitionMixin,
    FSMField,
    FSMFieldDescriptor,
    TransitionNotAllowed,
)

__all__ = ["ConcurrentTransition", "StateField", "StatefulModel", "TransitionNotAllowed"]

_REFRESHING = "_state_refreshing"


class StateDescriptor(FSMFieldDescriptor):
    def __set__(self, instance: Any, value: Any) -> None:
        if instance.__dict__.get(_REFRESHING):
            self.field.set_proxy(instance, value)
            self.field.set_state(instance, value)
            return
        super().__set__(instance, value)


class StateField(FSMField):
    """A protected state: set by steps alone. Migrations see a plain CharField."""

    descriptor_class = StateDescriptor

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class StatefulModel(ConcurrentTransitionMixin, models.Model):
    """Goes before models.Model: refresh and full_clean work with a protected state."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        # The library's constructor has a decorator mypy cannot resolve on 3.11, and takes every subclass for Any.
        def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__[_REFRESHING] = True
        try:
            models.Model.refresh_from_db(self, *args, **kwargs)
        finally:
            self.__dict__.pop(_REFRESHING, None)
        self._update_initial_state()

    def clean_fields(self, exclude: Any = None) -> None:
        protected = {f.name for f in self._meta.fields if isinstance(f, FSMField) and f.protected}
        super().clean_fields(exclude=set(exclude or ()) | protected)
