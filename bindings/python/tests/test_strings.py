"""Strings from their making to their end."""

import ctypes

import pytest
from conftest import live

import ffi_ownership as ffo
from ffi_ownership import Handle, String


class TestString:
    def test_is_text_and_bytes(self):
        with String("Grüße") as string:
            assert (string.text, str(string), bytes(string), len(string)) == ("Grüße", "Grüße", "Grüße".encode(), 7)
            assert live() == 1
        assert live() == 0

    def test_takes_any_bytes(self):
        for data in (b"", b"\xff\xfe", bytearray(b"a"), memoryview(b"b")):
            with String(data) as string:
                assert bytes(string) == bytes(data)

    def test_takes_nothing_else(self):
        for value in (5, None, [1]):
            with pytest.raises(TypeError):
                String(value)
            with pytest.raises(TypeError):
                String.many([value])

    def test_may_be_derived_from(self):
        class Mine(String):
            pass

        with Handle(Mine("mine")) as handle, handle.borrow() as string:
            assert string.text == "mine" and Mine.from_raw(Mine("raw").into_raw()).text == "raw"

    def test_from_utf8_and_utf16(self):
        with String.from_utf8("é".encode()) as eight, String.from_utf16("é𝄞".encode("utf-16-le")) as sixteen:
            assert (eight.text, sixteen.text) == ("é", "é𝄞")

    def test_clone_is_another(self):
        with String("one") as one, one.clone() as two:
            one.view()[0] = ord("O")
            assert (one.text, two.text) == ("One", "one")

    def test_is_shortened_in_place(self):
        with String("hello world") as string:
            string.view()[5] = 0
            assert string.text == "hello" and len(string) == 11

    def test_raw_and_back(self):
        pointer = String("out").into_raw()
        assert ffo.describe(pointer).owner == "caller"
        with String.from_raw(pointer) as string:
            assert string.text == "out"

    def test_forget(self):
        before = ffo.stats()
        pointer = String("for ever").forget()
        assert ffo.stats().forgotten_blocks == before.forgotten_blocks + 1
        assert ctypes.string_at(pointer) == b"for ever"
        with pytest.raises(ffo.MisuseError) as caught:
            String.from_raw(pointer)
        assert caught.value.name == "FFO_E_FORGOTTEN"

    def test_tag_and_describe(self):
        with String("tagged") as string:
            string.tag("mine")
            found = string.describe()
            assert (found.tag, found.type_name, found.owner, found.free_function) == (
                "mine", "string", "caller", "ffo_string_free")  # fmt: skip
            string.tag(None)
            assert string.describe().tag == ""


class TestStrings:
    def test_go_and_come_in_one_call(self):
        texts = ["", "a", "ü" * 100]
        with String.many(texts) as strings:
            assert live() == 3
            assert strings.texts() == list(strings) == texts
            assert strings.encoded()[2] == texts[2].encode()
            assert (strings[1], len(strings)) == ("a", 3)

    def test_one_is_taken_out(self):
        strings = String.many(["stays", "leaves"])
        with strings.take(1) as leaving:
            assert leaving.text == "leaves"
            with pytest.raises(ffo.MisuseError):
                strings[1]
            with pytest.raises(ffo.MisuseError):
                strings.texts()
            with pytest.raises(IndexError):
                strings[2]
            strings.close()
            assert live() == 1

    def test_none_at_all(self):
        with String.many([]) as strings:
            assert strings.texts() == []

    def test_a_million(self):
        texts = [f"text {i}" for i in range(1_000_000)]
        with String.many(texts) as strings:
            assert live() == 1_000_000
            assert strings.texts() == texts
        assert live() == 0
