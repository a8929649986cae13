"""``hardness graph``: lists, pictures, and one line for what goes wrong."""

from hardness.reductions.discovery import reduction_classes


def test_the_command_lists_every_reduction_and_writes_pictures(hardness, tmp_path):
    status, out, _ = hardness("graph")
    assert status == 0
    assert "SAT -> k-OV: SatToOrthogonalVectors" in out
    assert "n_OV = 2**ceiling(N/3)" in out
    for cls in reduction_classes():
        assert f": {cls.__name__}\n" in out
    for name, start in (("g.png", b"\x89PNG"), ("g.svg", b"<?xml"), ("g.mmd", b"flowchart LR\n")):
        assert hardness("graph", "-o", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_bytes().startswith(start)


def test_a_bad_output_is_one_line(hardness, tmp_path):
    status, _, err = hardness("graph", "-o", tmp_path / "g.docx")
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("error: Format 'docx' is not supported")
    assert hardness("graph", "-o", tmp_path / "none" / "g.mmd")[0] == 1
