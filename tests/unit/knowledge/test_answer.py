import pytest

from knowledge.answer import Block, BlockKind, Citation, Statement, label_column


def citation(kind: str, title: str) -> Citation:
    return Citation(1, "harbour", 1, title, kind, "", 0, 4, "Tugs", 0, 4)


def table(label: str, kind: BlockKind = BlockKind.TABLE) -> Block:
    return Block(kind, (Statement("Tugs", (1,)),), row_labels=(label,))


@pytest.mark.parametrize(
    ("label", "cited", "head"),
    [
        ("Clean harbour", citation("case-study", "Clean harbour: a mission of the port"), "Case"),
        ("Writing a statement", citation("practice-guide", "Writing a statement: what works"), "Source"),
        ("Clean harbour", citation("practice-guide", "Writing a statement: what works"), "Case"),
    ],
)
def test_rows_of_cases_are_told_from_rows_of_other_sources(label, cited, head):
    assert label_column(table(label), (cited,)) == head


def test_terms_are_told_from_cases():
    block = Block(BlockKind.TABLE, (Statement("A mission is a goal.", (1,)),), row_labels=("Mission",))

    assert label_column(block, (citation("article", "Mission theory"),)) == "Term"


def test_dates_and_disagreeing_sources_have_columns_of_their_own():
    cited = (citation("case-study", "Clean harbour"),)

    assert label_column(table("2023", BlockKind.TIMELINE), cited) == "When"
    assert label_column(table("Clean harbour", BlockKind.DISAGREEMENT), cited) == "Source"
