"""The library's declarations, built from what it says about itself in ffo_abi_json()."""

import ctypes
import json
import re
from typing import Any, Dict, Iterator, List, Mapping, Type

from . import _library
from ._errors import LoadError

# What the other files of this package rely on: each function's number of parameters, each struct's
# fields, and values by name. All else comes from the library.
FUNCTIONS = {
    "ffo_box_free": 2, "ffo_box_new": 2, "ffo_box_put": 3, "ffo_box_take": 3,
    "ffo_checkpoint": 1, "ffo_clear_error": 0,
    "ffo_config_clone": 2, "ffo_config_free": 1, "ffo_config_new": 3,
    "ffo_describe": 2, "ffo_forget": 1,
    "ffo_handle_adopt": 5, "ffo_handle_borrow": 4, "ffo_handle_borrow_mut": 4, "ffo_handle_close": 1,
    "ffo_handle_describe": 2, "ffo_handle_from_raw": 3, "ffo_handle_into_raw": 3,
    "ffo_handle_retain": 1, "ffo_handle_return": 1, "ffo_handle_try_retain": 2,
    "ffo_last_error_info": 1, "ffo_live_since": 3, "ffo_report_leaks": 2, "ffo_set_policy": 1,
    "ffo_stats_get": 1, "ffo_status_name": 1, "ffo_status_text": 1,
    "ffo_string_clone": 2, "ffo_string_free": 1, "ffo_string_from_bytes": 3,
    "ffo_string_from_utf16": 3, "ffo_string_from_utf8": 3, "ffo_string_length": 2,
    "ffo_strings_free": 3, "ffo_strings_new": 3, "ffo_tag": 2, "ffo_type_name": 1,
    "ffo_type_register": 2, "ffo_validate": 0,
    "ffo_vec_append": 3, "ffo_vec_dispose": 1, "ffo_vec_from_handle": 2, "ffo_vec_from_raw_parts": 5,
    "ffo_vec_init": 3, "ffo_vec_into_handle": 2, "ffo_vec_into_raw_parts": 4, "ffo_vec_push": 2,
    "ffo_vec_reserve": 2, "ffo_vec_resize": 2, "ffo_vec_shrink": 1, "ffo_version_string": 0,
}  # fmt: skip
# What a library 1.0 has not, and is missed only by who calls it.
NEWER = {"ffo_vec_init_of": 3, "ffo_vec_put_field": 4, "ffo_vec_take": 3, "ffo_vec_take_field": 4}
FIELDS = {
    "ffo_error_info": "struct_size status expected_type actual_type pointer handle offset size"
    " free_function message",
    "ffo_config": "max_connections timeout_ms name",
    "ffo_owned_field": "offset type",
    "ffo_type_desc": "struct_size name size alignment fields field_count drop",
    "ffo_vec": "data length capacity element_size stamp",
    "ffo_block_info": "struct_size type address size owner flags handle owned_by references borrows"
    " period type_name free_function tag",
    "ffo_stats": "struct_size heap live_blocks forgotten_blocks created_blocks freed_blocks"
    " live_bytes forgotten_bytes reserved_bytes live_handles live_borrows misuses",
}
CONSTANTS = (
    "FFO_TYPE_STRING FFO_TYPE_CONFIG FFO_TYPE_VEC FFO_TYPE_SELF"
    " FFO_BLOCK_FORGOTTEN FFO_BLOCK_CLOSING FFO_BLOCK_ADOPTED FFO_BLOCK_ORPHANED"
    " FFO_E_INTERIOR_NUL FFO_E_OUT_OF_RANGE FFO_E_INVALID_ARGUMENT FFO_E_BORROWED"
    " FFO_E_BORROW_CONFLICT FFO_E_DOUBLE_FREE FFO_E_INTERIOR_POINTER FFO_E_WRONG_TYPE"
    " FFO_E_NOT_OWNED FFO_E_FORGOTTEN FFO_E_STALE_HANDLE FFO_E_PARTS_MISMATCH FFO_E_OVERRUN"
    " FFO_OWNER_NOBODY FFO_OWNER_CALLER FFO_OWNER_LIBRARY FFO_HEAP_SLAB FFO_HEAP_SYSTEM"
    " FFO_POLICY_RETURN FFO_POLICY_LOG FFO_POLICY_ABORT"
)
CALLBACKS = ("ffo_drop_fn",)

NUMBERS: Dict[str, Any] = {
    "char": ctypes.c_char, "double": ctypes.c_double, "float": ctypes.c_float,
    "int8_t": ctypes.c_int8, "int16_t": ctypes.c_int16, "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64, "uint8_t": ctypes.c_uint8, "uint16_t": ctypes.c_uint16,
    "uint32_t": ctypes.c_uint32, "uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t,
    "void": None,
}  # fmt: skip


class Abi:
    """The library: its functions as attributes, and the names that go with them.

    Pointers cross as plain numbers, texts included: a c_char_p would turn a returned string into
    bytes and lose the pointer that has to be freed.
    """

    constants: Dict[str, int]
    structs: Dict[str, Type[ctypes.Structure]]
    callbacks: Dict[str, Any]

    def __init__(self, library: ctypes.PyDLL, file: str) -> None:
        self.file = file
        self.constants, self.structs, self.callbacks = {}, {}, {}
        library.ffo_abi_json.restype = ctypes.c_char_p  # static text, ours to read and not to free
        described = json.loads(library.ffo_abi_json())
        self._types = dict(NUMBERS)
        differences = list(self._declare(library, described)) + list(self._missing())
        if differences:
            raise LoadError(
                f"{file} is not the library that this package was made for: " + "; ".join(differences),
                status=53,
                name="FFO_E_ABI_MISMATCH",
            )

    def __getattr__(self, name: str) -> Any:  # what _declare has not set
        raise AttributeError(f"{self.file} has no function {name}")

    def _declare(self, library: ctypes.PyDLL, described: Mapping[str, Any]) -> Iterator[str]:
        """Declares all that can be, and yields what contradicts itself."""
        for constant in described["constants"]:
            self.constants[constant["name"]] = constant["value"]
        for enum in described["enums"]:
            self._types[enum["name"]] = self._types[f"{'' if enum['signed'] else 'u'}int{enum['size'] * 8}_t"]
            self.constants.update((value["name"], value["value"]) for value in enum["values"])
        # Callbacks before structs, whose fields they are.
        for item in sorted(described["types"], key=lambda item: bool(item["kind"] == "struct")):
            try:
                if item["kind"] == "alias":
                    self._types[item["name"]] = self._type(item["type"])
                elif item["kind"] == "callback":
                    self.callbacks[item["name"]] = ctypes.CFUNCTYPE(*self._signature(item))
                    self._types[item["name"]] = ctypes.c_void_p
                elif item["kind"] == "struct":
                    yield from self._declare_struct(item)
            except KeyError:
                pass  # a type of a later version's; whether it is missed, _missing tells
        for item in described["functions"]:
            try:
                function = getattr(library, item["name"])
                function.restype, *function.argtypes = self._signature(item)
            except AttributeError:
                yield f"{item['name']} is described but not there"
            except KeyError:
                pass
            else:
                vars(self)[item["name"]] = function

    def _declare_struct(self, item: Mapping[str, Any]) -> Iterator[str]:
        fields = [(field["name"], self._type(field["type"])) for field in item["fields"]]
        struct = type(item["name"], (ctypes.Structure,), {"_fields_": fields})
        self.structs[item["name"]] = self._types[item["name"]] = struct
        for field in item["fields"]:
            ours = getattr(struct, field["name"])
            if (ours.offset, ours.size) != (field["offset"], field["size"]):
                yield (
                    f"{item['name']}.{field['name']} is described as {field['size']} bytes at"
                    f" {field['offset']}, and {field['type']} is {ours.size} bytes at {ours.offset}"
                )
        if ctypes.sizeof(struct) != item["size"]:
            yield f"{item['name']} is described as {item['size']} bytes, its fields are {ctypes.sizeof(struct)}"

    def _signature(self, item: Mapping[str, Any]) -> List[Any]:
        return [self._type(part["type"]) for part in (item["returns"], *item["parameters"])]

    def _type(self, c_type: str) -> Any:
        if "*" in c_type:
            return ctypes.c_void_p
        array = re.fullmatch(r"(\w+)\[(\d+)\]", c_type)
        if array:
            return self._types[array[1]] * int(array[2])
        return self._types[c_type.replace("const ", "")]

    def _missing(self) -> Iterator[str]:
        for name, count in {**FUNCTIONS, **NEWER}.items():
            function = vars(self).get(name)
            if function is None:
                if name in FUNCTIONS:
                    yield f"{name} is missing"
            elif len(function.argtypes) != count:
                yield f"{name} has {len(function.argtypes)} parameters instead of {count}"
        for struct, fields in FIELDS.items():
            for field in fields.split():
                if not hasattr(self.structs.get(struct), field):
                    yield f"{struct}.{field} is missing"
        for name in CONSTANTS.split():
            if name not in self.constants:
                yield f"{name} is missing"
        for name in CALLBACKS:
            if name not in self.callbacks:
                yield f"{name} is missing"


abi = Abi(*_library.load())
