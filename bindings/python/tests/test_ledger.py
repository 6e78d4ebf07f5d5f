"""What the ledger can be asked and told."""

import ffi_ownership as ffo
from ffi_ownership import String


class TestLedger:
    def test_periods(self):
        since = ffo.checkpoint()
        with String("12345"):
            blocks, size = ffo.live_since(since)
            assert blocks == 1 and size >= 5
        assert ffo.live_since(since) == (0, 0)

    def test_report(self, tmp_path):
        since = ffo.checkpoint()
        with String("leaking") as string:
            string.tag("look at me")
            ffo.report_leaks(tmp_path / "report", since)
        assert "look at me" in (tmp_path / "report").read_text()

    def test_version_and_validate(self):
        assert ffo.version.count(".") == 2
        ffo.validate()

    def test_policy(self, run):
        run("import ffi_ownership as f; f.set_policy('abort'); f.abi.ffo_string_free(4096)", code=-6)
        assert "FOREIGN" not in run("import ffi_ownership as f; f.set_policy('return'); f.abi.ffo_string_free(4096)")
