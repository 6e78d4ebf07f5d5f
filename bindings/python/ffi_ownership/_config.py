"""The config, the library's example of a struct that owns a string."""

import ctypes
from typing import Any, ClassVar, Optional, Type, cast

from ._abi import abi
from ._blocks import check_raw
from ._calls import Made
from ._layouts import OWNERS, ConfigStruct
from ._numbers import fitting
from ._strings import String
from ._structs import Contents, StructOwner
from ._texts import Text


class Config(StructOwner):
    """The library's example of a struct that owns a string."""

    __slots__ = ()

    TYPE: ClassVar[int] = abi.constants["FFO_TYPE_CONFIG"]
    _call: ClassVar[Any] = abi.ffo_config_free

    def __init__(self, max_connections: int = 0, timeout_ms: int = 0, name: Optional[Text] = None) -> None:
        numbers = [
            fitting(ctypes.c_int32, number, f"Config: {what}")
            for what, number in (("max_connections", max_connections), ("timeout_ms", timeout_ms))
        ]
        step = Made()
        self._begin(step)
        self._own(step.run(abi.ffo_config_new, *numbers))
        if name is not None:
            self.name = name  # type: ignore[assignment]

    @classmethod
    def from_raw(cls, pointer: int) -> "Config":
        """Takes a config by its pointer."""
        check_raw(pointer, cls.TYPE, "Config")
        return cls.__new__(cls)._receive(pointer)

    def _struct(self) -> Type[ctypes.Structure]:
        return ConfigStruct

    def clone(self) -> "Config":
        """A second config with a name of its own."""
        with self._lock:
            self._check_open("clone")
            return Config._made(abi.ffo_config_clone, self._pointer)

    @property
    def contents(self) -> Any:
        """The fields, as a box has them."""
        return Contents(self, ConfigStruct, ())

    @property
    def max_connections(self) -> int:
        return int(self.contents.max_connections)

    @max_connections.setter
    def max_connections(self, value: int) -> None:
        self.contents.max_connections = value

    @property
    def timeout_ms(self) -> int:
        return int(self.contents.timeout_ms)

    @timeout_ms.setter
    def timeout_ms(self, value: int) -> None:
        self.contents.timeout_ms = value

    @property
    def name(self) -> Optional[str]:
        """The name, a copy; what is assigned is copied, too, and the former name freed."""
        return cast(Optional[str], self.contents.name)

    @name.setter
    def name(self, name: Optional[Text]) -> None:
        self.put("name", None if name is None else String(name))

    def take_name(self) -> Optional[String]:
        """Moves the name out."""
        return cast(Optional[String], self.take("name"))


OWNERS.append(Config)
