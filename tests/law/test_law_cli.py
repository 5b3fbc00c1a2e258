"""The law from a terminal: results on standard output, refusals named with file and place."""

import io
import json
import subprocess
import sys

import pytest

from xianggou.core.law_cli import main

CASE = '[[case]]\nid = "one"\nverb = "contracts.sign"\non = 2025-03-03\n'
RIGHT = CASE + 'given = { award_fen = 1, price_fen = 2 }\nexpect = ["contracts.sign.price_differs"]\n'


def cases(tmp_path, text, *more):
    """The exit code of running a file of cases."""
    path = tmp_path / "cases.toml"
    path.write_text(text, "utf-8")
    return main(["law", "cases", str(path), *more])


def test_cases_that_hold_pass(tmp_path, capsys):
    assert cases(tmp_path, RIGHT) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


def test_a_case_that_fails_is_shown_with_expected_and_found(tmp_path, capsys):
    assert cases(tmp_path, RIGHT.replace("price_fen = 2", "price_fen = 1")) == 1
    out = capsys.readouterr().out
    assert "one（contracts.sign 2025-03-03）：应有 [contracts.sign.price_differs]，得到 []" in out
    assert out.endswith("0 passed, 1 failed\n")


def test_a_case_that_finds_too_much_fails(tmp_path, capsys):
    assert cases(tmp_path, RIGHT.replace('["contracts.sign.price_differs"]', "[]")) == 1
    assert "得到 [contracts.sign.price_differs]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("due_on = 2025-07-31\ninterest_fen = 50_00", 0),
        ("due_on = 2025-08-01", 1),
        ("interest_fen = 50_01", 1),
    ],
)
def test_figures_of_a_case_are_compared(tmp_path, figure, code):
    facts = "supplier_is_sme = true, accepted_on = 2025-07-01, agreed_days = 30, paid_on = 2025-08-01, owed_fen = 10_0000_00"
    text = (
        CASE.replace("contracts.sign", "payments.pay")
        + f'given = {{ {facts} }}\nexpect = ["payments.pay.late"]\n'
    )
    assert cases(tmp_path, text + figure + "\n") == code


@pytest.mark.parametrize(("given_on", "code"), [("2025-01-06", 0), ("2025-01-07", 1)])
def test_a_case_that_counts_days_is_compared(tmp_path, given_on, code):
    text = CASE.replace("contracts.sign", "calendar.add_working_days")
    text += f"given = {{ start_on = 2025-01-02, working_days = 2 }}\nexpect = []\ngives_on = {given_on}\n"
    assert cases(tmp_path, text) == code


def test_one_room_is_run(tmp_path, capsys):
    assert cases(tmp_path, RIGHT, "--room", "payments") == 0
    assert capsys.readouterr().out == "0 passed, 0 failed\n"


def test_cases_as_json(tmp_path, capsys):
    assert cases(tmp_path, RIGHT, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["passed"], said["failed"]) == (1, 0)
    assert said["cases"][0]["found"] == ["contracts.sign.price_differs"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "没有用例"),
        ("[[case]\n", "TOML"),
        (RIGHT.replace("verb =", "verbs ="), "verb"),
        (RIGHT.replace("on = 2025-03-03", 'on = "2025-03-03"'), "日期"),
        (RIGHT.replace("id =", "extra = 1\nid ="), "extra"),
        (RIGHT.replace('["contracts.sign.price_differs"]', '"contracts.sign.price_differs"'), "列表"),
    ],
)
def test_a_file_that_is_no_table_of_cases_is_refused(tmp_path, capsys, text, reason):
    assert cases(tmp_path, text) == 1
    said = capsys.readouterr()
    assert reason in said.err
    assert "cases.toml:" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('contracts.sign"\non', 'contracts.sing"\non', "没有这个行为"),
        ("award_fen = 1", 'award_fen = 1, signers = "a"', "形式不对"),
        ("award_fen = 1", "award_fen = 1, pack = { limit = 1 }", "given.pack"),
        ("award_fen = 1", 'award_fen = 1, pack = "county-z"', "没有这个包"),
    ],
)
def test_a_case_that_cannot_be_run_fails_and_says_why(tmp_path, capsys, old, new, reason):
    assert cases(tmp_path, RIGHT.replace(old, new, 1)) == 1
    assert reason in capsys.readouterr().out


def test_binary_and_absent_files_are_named(tmp_path, capsys):
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    assert main(["law", "cases", str(tmp_path / "x.toml")]) == 1
    assert "UTF-8" in capsys.readouterr().err
    assert main(["law", "cases", str(tmp_path / "none.toml")]) == 1
    assert "打不开" in capsys.readouterr().err


def test_list_gives_what_is_in_force_on_a_day(capsys):
    assert main(["law", "list", "--json", "--room", "payments", "--on", "2019-12-31"]) == 0
    said = json.loads(capsys.readouterr().out)
    keys = [row["key"] for row in said["parameters"]]
    assert "payments.after_invoice_days" in keys
    assert "payments.due_within" not in keys


def test_list_reads_a_place(capsys):
    assert main(["law", "list", "--json", "--pack", "county-a", "--on", "2023-06-01"]) == 0
    rows = {row["key"]: row["value"] for row in json.loads(capsys.readouterr().out)["parameters"]}
    assert rows["procurement.limit"] == 50_0000_00


def test_show_gives_history_and_clause(capsys):
    assert main(["law", "show", "procurement.sme_deduction_min"]) == 0
    out = capsys.readouterr().out
    assert "2012-01-01 至 2020-12-31" in out
    assert "2022-07-01 至 今" in out
    assert "《政府采购促进中小企业发展管理办法》第九条" in out


def test_show_names_a_key_it_does_not_know(capsys):
    assert main(["law", "show", "contracts.sign_in"]) == 1
    assert "contracts.sign_in" in capsys.readouterr().err


def test_check_loads_everything(capsys):
    assert main(["law", "check", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {pack["id"] for pack in said["packs"]} >= {"county-a", "district-b", "district-c"}


def test_check_names_a_pack_that_loosens(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "packs" / "county-x"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('id = "x"\nname = "x"\nstanding_on = ["budget-law"]\n', "utf-8")
    monkeypatch.setenv("XIANGGOU_LAW", str(tmp_path))
    assert main(["law", "check", "--json"]) == 1
    said = capsys.readouterr()
    assert "procurement.limit" in said.err
    assert json.loads(said.out)["ok"] is False


@pytest.mark.parametrize(
    "words", [[], ["law"], ["law", "lst"], ["law", "show"], ["law", "list", "--on", "2023-13-01"]]
)
def test_misuse_is_told_apart(words):
    assert main(words) == 2


RIGHT_CODE = "91110000600037341L"


def test_codes_are_checked_line_by_line(tmp_path, capsys):
    path = tmp_path / "codes.txt"
    path.write_bytes(f"\ufeff{RIGHT_CODE}\r\n\r\n  91110000600037341K \n".encode())
    assert main(["codes", "check", str(path)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{RIGHT_CODE}\tok"
    assert second.startswith("91110000600037341K\t第 18 位")


def test_codes_from_standard_input_as_json(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RIGHT_CODE.encode())))
    assert main(["codes", "check", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["codes"][0] == {
        "line": 1,
        "code": RIGHT_CODE,
        "ok": True,
        "reason": "",
        "position": 0,
    }


def test_the_commands_need_no_framework():
    said = "import sys; from xianggou.core.law_cli import main; main(['law', 'check']); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, check=False).returncode == 0
